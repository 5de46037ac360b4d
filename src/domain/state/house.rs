//! What each event about the house itself changes: settings, mails, invitations. Never refuses; see `state`.

use super::State;
use crate::domain::{
    event::{Event, Recorded},
    invitation::Invitation,
    people::Digest,
};

impl State {
    pub(super) fn apply_to_house(&mut self, recorded: &Recorded) -> Option<()> {
        let founded = self.settings.is_some();
        match &recorded.event {
            Event::HouseFounded(event) if !founded => {
                self.settings = Some(event.settings.clone());
            }
            Event::SettingsChanged(event) if founded => {
                self.settings = Some(event.settings.clone());
            }
            Event::MailSettingsChanged(event) if founded => self.mail = event.mail.clone(),
            Event::InvitationIssued(event) if founded => {
                // Those that have expired are of no use to anybody.
                self.invitations.retain(|it| recorded.at < it.expires);
                self.invitations.push_back(Invitation {
                    digest: event.digest,
                    role: event.role,
                    issued: recorded.at,
                    expires: event.expires,
                    by: recorded.actor,
                });
            }
            Event::InvitationWithdrawn(event) => self.close_invitation(&event.digest),
            Event::InvitationUsed(event) => self.close_invitation(&event.digest),
            _ => return None,
        }
        self.house_version = recorded.version;
        Some(())
    }

    fn close_invitation(&mut self, digest: &Digest) {
        self.invitations.retain(|it| it.digest != *digest);
    }
}
