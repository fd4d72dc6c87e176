//! Credentials of both sides, all made up, and ネクストエンジン's token pair.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::jst::Jst;
use crate::world::random::Random;

/// The six digits in front of every order number of the sandbox's shop.
pub(crate) const SHOP_ID: &str = "987654";

/// What a client needs to be let in. Nothing here opens anything but this sandbox.
#[derive(Clone)]
pub struct Credentials {
    /// `serviceSecret` of RMS.
    pub service_secret: String,
    /// `licenseKey` of RMS.
    pub license_key: String,
    /// `client_id` of ネクストエンジン.
    pub client_id: String,
    /// `client_secret` of ネクストエンジン.
    pub client_secret: String,
    /// `uid` as ネクストエンジン hands it to the redirect address.
    pub uid: String,
    /// `state` as ネクストエンジン hands it to the redirect address.
    pub state: String,
    pub(crate) license_ends: Jst,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Credentials(…)")
    }
}

fn letters(random: &mut Random, length: usize) -> String {
    const SET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    (0..length)
        .map(|_| char::from(*random.pick(SET, &b'a')))
        .collect()
}

impl Credentials {
    pub(crate) fn made_up(random: &mut Random, now: Jst) -> Self {
        let last_day = now.plus_days(90).date();
        Self {
            service_secret: format!("SP{SHOP_ID}_{}", letters(random, 16)),
            license_key: format!("SL{SHOP_ID}_{}", letters(random, 16)),
            client_id: format!("sandbox{}", letters(random, 12)),
            client_secret: letters(random, 32),
            uid: letters(random, 40),
            state: letters(random, 32),
            license_ends: Jst::at(last_day, 23, 59).plus_seconds(59),
        }
    }
}

/// ネクストエンジン's one token pair, and all pairs that it has replaced.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) access_ends: Jst,
    pub(crate) refresh: String,
    pub(crate) refresh_ends: Jst,
    replaced: BTreeSet<String>,
}

/// Why a call is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotLetIn {
    /// No `access_token` at all.
    Missing,
    /// Not the current access token.
    Superseded,
    /// Expired, and no usable refresh token came with it.
    LoginNeeded,
    /// Both are expired.
    BothExpired,
}

impl Tokens {
    pub(crate) fn issue(random: &mut Random, now: Jst) -> Self {
        Self {
            access: letters(random, 64),
            access_ends: now.plus_days(1),
            refresh: letters(random, 64),
            refresh_ends: now.plus_days(3),
            replaced: BTreeSet::new(),
        }
    }

    /// Replaces the pair; the old access token is dead from now on.
    pub(crate) fn replace(&mut self, random: &mut Random, now: Jst) {
        let next = Self::issue(random, now);
        self.replaced
            .insert(std::mem::replace(&mut self.access, next.access));
        self.access_ends = next.access_ends;
        self.refresh = next.refresh;
        self.refresh_ends = next.refresh_ends;
    }

    /// Lets a call in, and rotates the pair if its access token has expired.
    pub(crate) fn admit(
        &mut self,
        access: Option<&str>,
        refresh: Option<&str>,
        random: &mut Random,
        now: Jst,
    ) -> Result<(), NotLetIn> {
        let access = access
            .filter(|given| !given.is_empty())
            .ok_or(NotLetIn::Missing)?;
        if access != self.access {
            return Err(NotLetIn::Superseded);
        }
        if now < self.access_ends {
            return Ok(());
        }
        if now >= self.refresh_ends {
            return Err(NotLetIn::BothExpired);
        }
        if refresh != Some(self.refresh.as_str()) {
            return Err(NotLetIn::LoginNeeded);
        }
        self.replace(random, now);
        Ok(())
    }

    /// The four keys that every ordinary answer carries.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "access_token": self.access,
            "access_token_end_date": self.access_ends.ne(),
            "refresh_token": self.refresh,
            "refresh_token_end_date": self.refresh_ends.ne(),
        })
    }
}
