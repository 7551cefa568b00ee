//! What the radio does to a frame.

use crate::random::Random;

/// A link and its faults; all probabilities are for one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkModel {
    /// Milliseconds for one frame.
    pub latency: u64,
    /// The MTU of Bluetooth.
    pub mtu: usize,
    /// A transmission is lost. The link layer sends it again, as those of Bluetooth and NFC do.
    pub loss: f64,
    /// Transmissions of one frame before the link layer gives up and the link is down.
    pub transmissions: u32,
    /// A frame is lost above the link layer: nobody sends it again.
    pub drop: f64,
    /// A frame comes twice.
    pub duplicate: f64,
    /// A frame comes after the next one.
    pub reorder: f64,
    /// A bit of a frame is wrong.
    pub corrupt: f64,
}

/// What became of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It arrives after so many milliseconds.
    Arrives { after: u64, twice: bool, late: bool, corrupt: bool },
    /// The link is down after so many milliseconds.
    Down(u64),
    /// It never arrives.
    Gone,
}

impl LinkModel {
    /// One fault of five, each often enough to be met; nothing for any other number.
    #[must_use]
    pub fn with_fault(mut self, number: u64) -> LinkModel {
        match number {
            0 => self.loss = 0.5,
            1 => self.drop = 0.02,
            2 => self.duplicate = 0.02,
            3 => self.reorder = 0.02,
            4 => self.corrupt = 0.02,
            _ => {}
        }
        self
    }
}

impl Default for LinkModel {
    fn default() -> Self {
        Self {
            latency: 8,
            mtu: 517,
            loss: 0.0,
            transmissions: 6,
            drop: 0.0,
            duplicate: 0.0,
            reorder: 0.0,
            corrupt: 0.0,
        }
    }
}

impl LinkModel {
    pub(crate) fn fate(&self, random: &mut Random) -> Fate {
        let mut after = self.latency;
        for transmission in 0.. {
            if transmission == self.transmissions.max(1) {
                return Fate::Down(after);
            }
            if !random.chance(self.loss) {
                break;
            }
            after += self.latency;
        }
        if random.chance(self.drop) {
            return Fate::Gone;
        }
        Fate::Arrives {
            after,
            twice: random.chance(self.duplicate),
            late: random.chance(self.reorder),
            corrupt: random.chance(self.corrupt),
        }
    }
}
