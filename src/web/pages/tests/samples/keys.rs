//! Pages about what opens the door: tokens, the second factor, the second step of signing in.

use super::{NASTY, administrator, frame};
use crate::{
    domain::{
        house::Language,
        people::{Role, Scope},
    },
    web::pages::{
        Mistake,
        account::{
            second_factor::{Factor, SecondFactorPage},
            tokens::{FreshToken, TokenLine, TokensPage, Typed},
        },
        fields,
        second_step::SecondStepPage,
    },
    words::words,
};
use jiff::civil::date;
use maud::Markup;

fn tokens(language: Language) -> TokensPage {
    let line = |id: &str, name: Option<&str>, scope, ended| TokenLine {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        scope,
        created: date(2026, 6, 1).at(10, 15, 0, 0),
        expires: (scope == Scope::Read).then(|| date(2026, 12, 1).at(10, 15, 0, 0)),
        ended,
        used: (!ended).then(|| date(2026, 9, 9).at(3, 0, 0, 0)),
    };
    TokensPage {
        frame: administrator(language, "/account/tokens"),
        lines: vec![
            line(
                "5f0c9e21b7a4",
                Some("Nächtliche Tabelle"),
                Scope::Read,
                false,
            ),
            line("0a1b2c3d4e5f", Some(NASTY), Scope::Write, false),
            line("77e0d1c2b3a4", None, Scope::Read, true),
        ],
        fresh: Some(FreshToken {
            name: NASTY.to_owned(),
            token: format!("hut_{}", "x".repeat(43)),
        }),
        typed: Typed::default(),
        mistakes: Vec::new(),
    }
}

fn factor(language: Language, factor: Factor) -> SecondFactorPage {
    SecondFactorPage {
        email: "ute@example.org".to_owned(),
        frame: frame(language, Some(Role::Member), "/account/second-factor"),
        factor,
        mistakes: Vec::new(),
    }
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let w = &words(language).factor;
    let wrong = |field, sentence| vec![Mistake::plain(language, field, sentence)];
    let none = TokensPage {
        lines: Vec::new(),
        fresh: None,
        mistakes: wrong(fields::NAME, words(language).outcome.needed),
        ..tokens(language)
    };
    let off = factor(
        language,
        Factor::Off {
            secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned(),
            address: "otpauth://totp/Hut:anna@hut.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hut".to_owned(),
        },
    );
    let refused = SecondFactorPage {
        mistakes: wrong(fields::ONE_TIME_CODE, w.code_wrong),
        ..off.clone()
    };
    let codes = (0..10).map(|_| "abcd-efgh-ijkl-mnop".to_owned()).collect();
    let step = SecondStepPage {
        frame: frame(language, None, "/sign-in"),
        ticket: "0123456789".to_owned(),
        back_to: "/bookings/mine".to_owned(),
        mistakes: Vec::new(),
    };
    let wrong_step = SecondStepPage {
        mistakes: wrong(fields::RECOVERY_CODE, w.recovery_wrong),
        ..step.clone()
    };
    vec![
        ("tokens", tokens(language).render()),
        ("tokens-none", none.render()),
        ("second-factor-off", off.render()),
        ("second-factor-refused", refused.render()),
        (
            "second-factor-on",
            factor(language, Factor::On { left: 1 }).render(),
        ),
        (
            "second-factor-codes",
            factor(language, Factor::Codes(codes)).render(),
        ),
        ("second-step", step.render()),
        ("second-step-wrong", wrong_step.render()),
    ]
}
