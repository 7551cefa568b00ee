//! What the device lets the app do, and how often it may scan.
//!
//! 1. Everything is known before a customer is asked to do anything: what is missing blocks.
//! 2. NFC and camera stand in for each other; Bluetooth has no stand-in, and location only where the
//!    system says that it is needed.
//! 3. No more than four scans begin in thirty seconds, over all transactions: the system silently
//!    ends the scans of an app that begins more.

use std::collections::VecDeque;
use std::time::Duration;

use super::event::{PermissionKind, PermissionState, RadioKind, RadioState, SettingsPage};
use super::text::Phrase;
use super::view::{Blocked, BlockedAction, BlockedView, FinderState};

/// Scans that may begin in [`SCAN_WINDOW`].
const MAX_SCANS: usize = 4;
const SCAN_WINDOW: Duration = Duration::from_secs(30);

/// Permissions and radios as the platform told them.
#[derive(Clone, Debug, Default)]
pub(super) struct Device {
    permissions: Vec<(PermissionKind, PermissionState)>,
    radios: Vec<(RadioKind, RadioState)>,
    /// Kinds that the app asked for since it came to the front: once by itself.
    asked: Vec<PermissionKind>,
}

impl Device {
    pub(super) fn permission(&mut self, kind: PermissionKind, state: PermissionState) {
        self.permissions.retain(|(own, _)| *own != kind);
        self.permissions.push((kind, state));
    }

    pub(super) fn radio(&mut self, kind: RadioKind, state: RadioState) {
        self.radios.retain(|(own, _)| *own != kind);
        self.radios.push((kind, state));
    }

    fn permission_of(&self, kind: PermissionKind) -> Option<PermissionState> {
        self.permissions.iter().find(|(own, _)| *own == kind).map(|(_, state)| *state)
    }

    fn radio_of(&self, kind: RadioKind) -> Option<RadioState> {
        self.radios.iter().find(|(own, _)| *own == kind).map(|(_, state)| *state)
    }

    /// Whether everything was told.
    pub(super) fn is_known(&self) -> bool {
        PermissionKind::ALL.iter().all(|own| self.permission_of(*own).is_some())
            && RadioKind::ALL.iter().all(|own| self.radio_of(*own).is_some())
    }

    /// A permission that the system may be asked for and was not yet: each once.
    pub(super) fn next_to_ask(&mut self, bluetooth: bool) -> Option<PermissionKind> {
        let wanted = |own: &PermissionKind| {
            let needed = match own {
                PermissionKind::Bluetooth | PermissionKind::Location => bluetooth,
                PermissionKind::Camera => {
                    self.radio_of(RadioKind::Camera) != Some(RadioState::Absent)
                }
                PermissionKind::Nfc => self.radio_of(RadioKind::Nfc) != Some(RadioState::Absent),
            };
            needed
                && self.permission_of(*own) == Some(PermissionState::Denied)
                && !self.asked.contains(own)
        };
        let kind = PermissionKind::ALL.iter().copied().find(wanted)?;
        self.asked.push(kind);
        Some(kind)
    }

    /// What keeps a customer from being asked at all.
    pub(super) fn blocked(&self, bluetooth: bool) -> Option<Blocked> {
        let permission = |kind| {
            let state = self.permission_of(kind)?;
            let denied = [PermissionState::Denied, PermissionState::DeniedForGood].contains(&state);
            denied.then_some(Blocked::Permission(kind))
        };
        let radio = |kind, absent| {
            let state = self.radio_of(kind)?;
            let missing = state == RadioState::Off || absent && state == RadioState::Absent;
            missing.then_some(Blocked::Radio(kind))
        };
        let located =
            self.permission_of(PermissionKind::Location) != Some(PermissionState::NotNeeded);
        let of_bluetooth = || {
            permission(PermissionKind::Bluetooth)
                .or_else(|| permission(PermissionKind::Location))
                .or_else(|| radio(RadioKind::Bluetooth, true))
                .or_else(|| located.then(|| radio(RadioKind::Location, false)).flatten())
        };
        let own = if bluetooth { of_bluetooth() } else { None };
        own.or_else(|| self.no_finder())
    }

    /// Neither tags nor codes can be looked for. NFC is named first, unless the device has none.
    fn no_finder(&self) -> Option<Blocked> {
        let finders = [(self.nfc(), RadioKind::Nfc), (self.camera(), RadioKind::Camera)];
        let missing = |own: &(FinderState, RadioKind)| {
            matches!(own.0, FinderState::Absent | FinderState::NotAllowed | FinderState::Off)
        };
        if !finders.iter().all(missing) {
            return None;
        }
        let there = finders.iter().find(|(own, _)| *own != FinderState::Absent);
        Some(match there {
            Some((FinderState::NotAllowed, RadioKind::Nfc)) => {
                Blocked::Permission(PermissionKind::Nfc)
            }
            Some((FinderState::NotAllowed, _)) => Blocked::Permission(PermissionKind::Camera),
            Some((_, kind)) => Blocked::Radio(*kind),
            None => Blocked::Radio(RadioKind::Nfc),
        })
    }

    /// Whether tags can be looked for: *starting* where they can.
    pub(super) fn nfc(&self) -> FinderState {
        self.finder(PermissionKind::Nfc, RadioKind::Nfc)
    }

    /// Whether codes can be looked for: *starting* where they can.
    pub(super) fn camera(&self) -> FinderState {
        self.finder(PermissionKind::Camera, RadioKind::Camera)
    }

    fn finder(&self, permission: PermissionKind, radio: RadioKind) -> FinderState {
        let denied = [PermissionState::Denied, PermissionState::DeniedForGood];
        match (self.radio_of(radio), self.permission_of(permission)) {
            (Some(RadioState::Absent), _) => FinderState::Absent,
            (_, Some(state)) if denied.contains(&state) => FinderState::NotAllowed,
            (Some(RadioState::Off), _) => FinderState::Off,
            _ => FinderState::Starting,
        }
    }

    /// What the main button of a blocked screen does.
    pub(super) fn way_out(&self, blocked: Blocked) -> BlockedAction {
        match blocked {
            Blocked::Configuration(_) => BlockedAction::None,
            Blocked::Permission(kind) => match self.permission_of(kind) {
                Some(PermissionState::Denied) => BlockedAction::Ask(kind),
                _ => BlockedAction::OpenSettings(SettingsPage::App),
            },
            Blocked::Radio(kind) => match (self.radio_of(kind), kind) {
                (Some(RadioState::Off), RadioKind::Bluetooth) => {
                    BlockedAction::OpenSettings(SettingsPage::Bluetooth)
                }
                (Some(RadioState::Off), RadioKind::Location) => {
                    BlockedAction::OpenSettings(SettingsPage::Location)
                }
                (Some(RadioState::Off), RadioKind::Nfc) => {
                    BlockedAction::OpenSettings(SettingsPage::Nfc)
                }
                _ => BlockedAction::None,
            },
        }
    }

    pub(super) fn blocked_view(&self, what: Blocked, action: BlockedAction) -> BlockedView {
        let subject = match what {
            Blocked::Configuration(own) => format!("configuration.{}", own.name()),
            Blocked::Permission(own) => format!("permission.{}", own.name()),
            Blocked::Radio(own) => format!("radio.{}", own.name()),
        };
        let off =
            matches!(what, Blocked::Radio(own) if self.radio_of(own) == Some(RadioState::Off));
        let next = match action {
            BlockedAction::Ask(_) => "blocked.next.ask",
            BlockedAction::None if off => "blocked.next.switch",
            BlockedAction::None => "blocked.next.none",
            BlockedAction::OpenSettings(_) => "blocked.next.settings",
        };
        BlockedView {
            what,
            say: Phrase::of(&format!("blocked.{subject}")),
            next: Phrase::of(next),
            action,
        }
    }
}

/// When scans began.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace(VecDeque<Duration>);

impl Pace {
    /// The first moment from `wanted` on at which one more may begin.
    pub(super) fn earliest(&self, wanted: Duration) -> Duration {
        let held = self.0.len().checked_sub(MAX_SCANS).and_then(|index| self.0.get(index));
        held.map_or(wanted, |oldest| wanted.max(oldest.saturating_add(SCAN_WINDOW)))
    }

    pub(super) fn began(&mut self, now: Duration) {
        self.0.push_back(now);
        if self.0.len() > MAX_SCANS {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_five_scans_begin_in_thirty_seconds() {
        let (mut pace, mut begun) = (Pace::default(), Vec::new());
        let mut now = Duration::ZERO;
        for step in 0..200u64 {
            now = pace.earliest(now + Duration::from_millis(step * 97 % 4000));
            pace.began(now);
            begun.push(now);
        }
        for five in begun.windows(5) {
            assert!(five[4] - five[0] >= SCAN_WINDOW, "{five:?}");
        }
        // And four may begin at once.
        assert_eq!(Pace::default().earliest(now), now);
    }

    fn told(radios: [(RadioKind, RadioState); 4]) -> Device {
        let mut device = Device::default();
        for kind in PermissionKind::ALL {
            device.permission(*kind, PermissionState::Granted);
        }
        radios.into_iter().for_each(|(kind, state)| device.radio(kind, state));
        assert!(device.is_known());
        device
    }

    fn all_on() -> Device {
        told([
            (RadioKind::Bluetooth, RadioState::On),
            (RadioKind::Camera, RadioState::On),
            (RadioKind::Location, RadioState::On),
            (RadioKind::Nfc, RadioState::On),
        ])
    }

    #[test]
    fn nfc_and_camera_stand_in_for_each_other() {
        assert_eq!(all_on().blocked(true), None);
        for (kind, other) in
            [(RadioKind::Nfc, RadioKind::Camera), (RadioKind::Camera, RadioKind::Nfc)]
        {
            let mut device = all_on();
            device.radio(kind, RadioState::Off);
            assert_eq!(device.blocked(true), None);
            device.radio(other, RadioState::Absent);
            assert_eq!(device.blocked(true), Some(Blocked::Radio(kind)));
        }
        let mut device = all_on();
        device.permission(PermissionKind::Camera, PermissionState::DeniedForGood);
        assert_eq!(device.camera(), FinderState::NotAllowed);
        assert_eq!(device.blocked(true), None);
        device.radio(RadioKind::Nfc, RadioState::Absent);
        let blocked = Blocked::Permission(PermissionKind::Camera);
        assert_eq!(device.blocked(true), Some(blocked));
        assert_eq!(device.way_out(blocked), BlockedAction::OpenSettings(SettingsPage::App));
        device.radio(RadioKind::Camera, RadioState::Absent);
        assert_eq!(device.blocked(true), Some(Blocked::Radio(RadioKind::Nfc)));
        assert_eq!(device.way_out(Blocked::Radio(RadioKind::Nfc)), BlockedAction::None);
    }

    #[test]
    fn bluetooth_has_no_stand_in_and_each_way_out_is_exact() {
        let mut device = all_on();
        device.radio(RadioKind::Bluetooth, RadioState::Off);
        assert_eq!(device.blocked(true), Some(Blocked::Radio(RadioKind::Bluetooth)));
        assert_eq!(device.blocked(false), None, "without Bluetooth among the transports");
        assert_eq!(
            device.way_out(Blocked::Radio(RadioKind::Bluetooth)),
            BlockedAction::OpenSettings(SettingsPage::Bluetooth)
        );
        let mut device = all_on();
        device.permission(PermissionKind::Bluetooth, PermissionState::Denied);
        let blocked = Blocked::Permission(PermissionKind::Bluetooth);
        assert_eq!(device.blocked(true), Some(blocked));
        assert_eq!(device.way_out(blocked), BlockedAction::Ask(PermissionKind::Bluetooth));
        assert_eq!(device.next_to_ask(true), Some(PermissionKind::Bluetooth));
        assert_eq!(device.next_to_ask(true), None, "by itself it is asked once");
    }

    #[test]
    fn location_counts_only_where_the_system_needs_it() {
        let mut device = all_on();
        device.radio(RadioKind::Location, RadioState::Off);
        let blocked = Blocked::Radio(RadioKind::Location);
        assert_eq!(device.blocked(true), Some(blocked));
        assert_eq!(device.way_out(blocked), BlockedAction::OpenSettings(SettingsPage::Location));
        device.permission(PermissionKind::Location, PermissionState::NotNeeded);
        assert_eq!(device.blocked(true), None);
    }
}
