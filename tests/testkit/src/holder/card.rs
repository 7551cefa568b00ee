//! The wallet as an NFC card: a Type 4 tag with TNEP, and the application for data transfer.

use super::{Carrier, EarlyHabit, Engagement, WalletConfig, engagement};

const TAG: [u8; 7] = [0xd2, 0x76, 0, 0, 0x85, 1, 1];
const TRANSFER: [u8; 7] = [0xa0, 0, 0, 2, 0x48, 4, 0];
const FILE: [u8; 2] = [0xe1, 4];
const OK: [u8; 2] = [0x90, 0];
/// Bytes in the data of a response, where the reader asks for no fewer.
const NOT_FOUND: [u8; 2] = [0x6a, 0x82];
const WRONG: [u8; 2] = [0x67, 0];

#[derive(Debug)]
pub(super) struct Card {
    config: WalletConfig,
    engagement: Vec<u8>,
    application: Option<[u8; 7]>,
    file: [u8; 2],
    /// The NDEF file, with its length in front.
    ndef: Vec<u8>,
    written: Vec<u8>,
    stage: Stage,
    empty_left: u32,
    next: Vec<u8>,
    handover: Option<(Vec<u8>, Vec<u8>)>,
    /// A first message that came over its own service.
    early: Option<Vec<u8>>,
    /// Commands since that service was selected, the selection counted.
    early_commands: u32,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    response_size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Initial,
    Selected,
    /// The handover is over: the service for a first message may be selected.
    Done,
    Early,
    Took,
    Closed,
}

struct Command<'a> {
    header: [u8; 4],
    data: &'a [u8],
    expected: Option<usize>,
}

impl Card {
    pub(super) fn new(config: &WalletConfig, device_engagement: &[u8]) -> Card {
        let initial = match config.engagement {
            Engagement::NfcStatic => engagement::handover_select(config, device_engagement, true),
            Engagement::NfcNegotiated => engagement::service_parameters(config.early.as_ref()),
            Engagement::Qr => Vec::new(),
        };
        Card {
            config: config.clone(),
            engagement: device_engagement.to_vec(),
            application: None,
            file: [0, 0],
            ndef: file(&initial),
            written: vec![0, 0],
            stage: Stage::Initial,
            empty_left: 0,
            next: Vec::new(),
            handover: None,
            early: None,
            early_commands: 0,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            response_size: 0,
        }
    }

    pub(super) fn field_lost(&mut self) {
        let early = self.early.take();
        *self = Card { early, ..Card::new(&self.config, &self.engagement) };
    }

    /// The messages of a negotiated handover, once.
    pub(super) fn handover(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.handover.take()
    }

    /// The first message that came over its own service, once; it outlives the field.
    pub(super) fn early(&mut self) -> Option<Vec<u8>> {
        self.early.take()
    }

    /// Whether that service was closed.
    pub(super) fn early_closed(&self) -> bool {
        self.stage == Stage::Closed
    }

    /// Whether a command gets no response at all.
    pub(super) fn stops(&self) -> bool {
        let habit = self.config.early.as_ref().map(|own| &own.habit);
        habit == Some(&EarlyHabit::Stops(self.early_commands)) && self.early_commands > 0
    }

    /// The response, or the message that a last ENVELOPE completed.
    pub(super) fn on(&mut self, command: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
        let Some(command) = parse(command) else { return (WRONG.to_vec(), None) };
        match command.header {
            [_, 0xa4, 4, _] => {
                let known = [TAG, TRANSFER].into_iter().find(|own| own == command.data);
                self.application = known;
                (known.map_or(NOT_FOUND, |_| OK).to_vec(), None)
            }
            [chained, 0xc3, 0, 0] if self.application == Some(TRANSFER) => {
                self.envelope(chained & 0x10 != 0, &command)
            }
            [_, 0xc0, 0, 0] if self.application == Some(TRANSFER) => {
                (self.piece(command.expected), None)
            }
            _ if self.application == Some(TAG) => {
                self.early_commands += u32::from(self.early_commands > 0);
                let response = self.tag(&command);
                match self.config.early.as_ref().map(|own| &own.habit) {
                    Some(EarlyHabit::StatusWord(at, own)) if *at == self.early_commands => {
                        (own.to_vec(), None)
                    }
                    _ => (response, None),
                }
            }
            _ => (NOT_FOUND.to_vec(), None),
        }
    }

    /// The first piece of a response.
    pub(super) fn respond(&mut self, message: &[u8]) -> Vec<u8> {
        let mut object = vec![0x53];
        let length = message.len();
        match length {
            0..=0x7f => object.push(length as u8),
            0x80..=0xff => object.extend([0x81, length as u8]),
            0x100..=0xffff => object.extend([0x82, (length >> 8) as u8, length as u8]),
            _ => object.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
        }
        object.extend_from_slice(message);
        self.outgoing = object;
        self.piece(Some(self.response_size))
    }

    fn envelope(&mut self, more: bool, command: &Command<'_>) -> (Vec<u8>, Option<Vec<u8>>) {
        let offer = self.config.offers.iter().find(|own| own.carrier == Carrier::Nfc);
        let most = offer.map_or(255, |own| own.nfc.0 as usize);
        if command.data.len() > most {
            return (WRONG.to_vec(), None);
        }
        self.incoming.extend_from_slice(command.data);
        if more {
            return (OK.to_vec(), None);
        }
        self.response_size = command.expected.unwrap_or(256);
        let object = std::mem::take(&mut self.incoming);
        match content(&object) {
            Some(message) => (OK.to_vec(), Some(message.to_vec())),
            None => (WRONG.to_vec(), None),
        }
    }

    fn piece(&mut self, expected: Option<usize>) -> Vec<u8> {
        let size = expected.unwrap_or(256).min(self.outgoing.len());
        let mut response: Vec<u8> = self.outgoing.drain(..size).collect();
        match self.outgoing.len() {
            0 => response.extend(OK),
            left => response.extend([0x61, if left > 255 { 0 } else { left as u8 }]),
        }
        response
    }

    fn tag(&mut self, command: &Command<'_>) -> Vec<u8> {
        let offset = usize::from(u16::from_be_bytes([command.header[2], command.header[3]]));
        match command.header[1] {
            0xa4 => match command.data {
                [0xe1, 3 | 4] => {
                    self.file = [command.data[0], command.data[1]];
                    OK.to_vec()
                }
                _ => NOT_FOUND.to_vec(),
            },
            0xb0 => self.read(offset, command.expected.unwrap_or(0)),
            0xd6 if self.file == FILE => self.update(offset, command.data),
            _ => NOT_FOUND.to_vec(),
        }
    }

    fn read(&mut self, offset: usize, length: usize) -> Vec<u8> {
        if self.file != FILE {
            let most = self.config.tag_maximum.to_be_bytes();
            let mut capabilities = vec![0, 15, 0x20, most[0], most[1], most[0], most[1], 4, 6];
            capabilities.extend(FILE);
            capabilities.extend([0x7f, 0xff, 0, 0]);
            return [&capabilities[..], &OK].concat();
        }
        if offset == 0 && self.empty_left > 0 {
            self.empty_left -= 1;
            return [&[0, 0][..], &OK].concat();
        }
        if offset == 0 && !self.next.is_empty() {
            self.ndef = std::mem::take(&mut self.next);
        }
        let piece = self.ndef.get(offset..(offset + length).min(self.ndef.len()));
        match piece {
            Some(piece) if length <= usize::from(self.config.tag_maximum) => [piece, &OK].concat(),
            _ => WRONG.to_vec(),
        }
    }

    fn update(&mut self, offset: usize, data: &[u8]) -> Vec<u8> {
        if data.len() > usize::from(self.config.tag_maximum) {
            return WRONG.to_vec();
        }
        let end = offset + data.len();
        if self.written.len() < end {
            self.written.resize(end, 0);
        }
        self.written[offset..end].copy_from_slice(data);
        let length = usize::from(u16::from_be_bytes([self.written[0], self.written[1]]));
        if offset == 0 && length > 0 && self.written.len() >= 2 + length {
            let message = self.written[2..2 + length].to_vec();
            self.written = vec![0, 0];
            self.took(message);
        }
        OK.to_vec()
    }

    fn took(&mut self, message: Vec<u8>) {
        self.empty_left = self.config.empty_messages;
        let answer = match self.stage {
            Stage::Initial => {
                self.stage = Stage::Selected;
                engagement::service_status(u8::from(!message.windows(2).any(|own| own == b"Ts")))
            }
            Stage::Selected => {
                self.stage = Stage::Done;
                let repeat =
                    self.config.offers.iter().any(|own| own.carrier != Carrier::BleCentral);
                let select = engagement::handover_select(&self.config, &self.engagement, repeat);
                self.handover = Some((select.clone(), message));
                select
            }
            _ => match self.took_early(&message) {
                Some(answer) => answer,
                None => return,
            },
        };
        self.ndef = vec![0, 0];
        self.next = file(&answer);
    }

    /// On the service for a first message; what it shows then, where it shows anything.
    fn took_early(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        let own = self.config.early.as_ref()?;
        let record = engagement::single(message)?;
        let selects = record.kind == (1, b"Ts");
        let selected = selects.then(|| record.payload.get(1..).unwrap_or_default());
        let carries = (record.kind.0, record.kind.1.to_vec(), record.id.to_vec()) == own.record;
        match (self.stage, selected) {
            (Stage::Done, Some(name)) if own.announced && name == own.name.as_bytes() => {
                self.stage = Stage::Early;
                self.early_commands = 1;
                self.ndef = vec![0, 0];
                match &own.habit {
                    EarlyHabit::Silent => None,
                    EarlyHabit::Answers(bytes) => Some(bytes.clone()),
                    EarlyHabit::Refuses(status) => Some(engagement::service_status(*status)),
                    _ => Some(engagement::service_status(0)),
                }
            }
            (Stage::Early, None) if carries => {
                self.stage = Stage::Took;
                let mut taken = record.payload.to_vec();
                if own.habit == EarlyHabit::Mishears {
                    taken.push(0);
                }
                self.early = Some(taken);
                None
            }
            (Stage::Took, Some(b"")) => {
                self.stage = Stage::Closed;
                None
            }
            _ => None,
        }
    }
}

fn file(message: &[u8]) -> Vec<u8> {
    [&(message.len() as u16).to_be_bytes()[..], message].concat()
}

fn parse(command: &[u8]) -> Option<Command<'_>> {
    let (header, rest) = command.split_first_chunk::<4>()?;
    let expected = |le: &[u8]| {
        let number = le.iter().fold(0, |sum, own| sum << 8 | usize::from(*own));
        (!le.is_empty()).then_some(match (number, le.len()) {
            (0, 1) => 256,
            (0, _) => 65_536,
            (number, _) => number,
        })
    };
    let (data, le) = match rest {
        [] | [_] => (&[][..], rest),
        [0, le @ ..] if le.len() == 2 => (&[][..], le),
        [0, high, low, rest @ ..] => {
            rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?
        }
        [length, rest @ ..] => rest.split_at_checked(usize::from(*length))?,
    };
    Some(Command { header: *header, data, expected: expected(le) })
}

fn content(object: &[u8]) -> Option<&[u8]> {
    let [0x53, first, rest @ ..] = object else { return None };
    let (length, content) = match first {
        0..=0x7f => (usize::from(*first), rest),
        _ => {
            let (octets, content) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (octets.iter().fold(0, |sum, own| sum << 8 | usize::from(*own)), content)
        }
    };
    (content.len() == length).then_some(content)
}
