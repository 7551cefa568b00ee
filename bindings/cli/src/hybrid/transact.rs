//! One transaction: the state machine, the tunnel, adverts, the clock, and what is shown.

use std::io::Write;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::hybrid::initiator::{Action, Event, HybridConfig, HybridSession, Outcome};
use tashika::hybrid::tunnel::{Dial, TunnelPolicy};
use tashika::instant::Timestamp;
use tashika_testkit::phone::Phone;
use tashika_tunnel::{Relay, Trick, run_phone};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::rehearse::Case;
use super::tunnel::{self, NoTunnel, Socket};
use super::{Arguments, Ended, PhoneKind, Times, code, narrate};
use crate::Failure;
use crate::online::session::random;

/// How long a tunnel service may leave a message in the way before it counts as gone.
const SENDING: Duration = Duration::from_secs(10);

/// What one transaction is about.
pub(super) struct Plan {
    pub(super) config: HybridConfig,
    /// What the code states.
    pub(super) now: Timestamp,
    /// The phone, where it is simulated.
    pub(super) phone: Option<Phone>,
    /// What goes wrong with it.
    pub(super) case: Option<Case>,
}

/// What reaches the loop from outside.
enum News {
    Event(Event),
    /// The simulated phone has scanned the code.
    Scanned(Instant),
    Tunnel(Box<Result<(Socket, Option<String>), NoTunnel>>),
    /// Bluetooth cannot go on.
    #[cfg(feature = "bluetooth")]
    Broken(String),
}

type Sender = mpsc::UnboundedSender<News>;

pub(super) fn run(
    arguments: &Arguments,
    plan: Plan,
    provider: &CryptoProvider,
) -> Result<Ended, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::input("the runtime", error))?;
    let ended = runtime.block_on(transact(arguments, plan, provider));
    // A name that is still being looked up holds nobody up.
    runtime.shutdown_background();
    ended
}

async fn transact(
    arguments: &Arguments,
    plan: Plan,
    provider: &CryptoProvider,
) -> Result<Ended, Failure> {
    let mut config = plan.config;
    let relay = match plan.phone {
        None => None,
        Some(_) => {
            let relay = Relay::start(plan.case.map_or(Trick::Honest, Case::trick)).await;
            Some(relay.map_err(|error| Failure::input("the local tunnel service", error))?)
        }
    };
    if let Some(relay) = &relay {
        config.tunnels = TunnelPolicy::own(&relay.base());
    }
    let key = PrivateKey::new(Curve::P256, random::<32>()?);
    let session = HybridSession::new(config, key, random()?, plan.now, provider);
    let session = session.map_err(|error| Failure::input("the code", error))?;
    let (sender, receiver) = mpsc::unbounded_channel();
    let cancel = sender.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = cancel.send(News::Event(Event::Cancel));
        }
    });
    let mut scene = Scene {
        arguments,
        session,
        begun: Instant::now(),
        sender,
        socket: None,
        wake: None,
        outcome: None,
        scanned: None,
        relay,
        phone: plan.phone,
        case: plan.case,
    };
    let actions = scene.session.start(Duration::ZERO);
    scene.act(actions).await?;
    scene.live(receiver).await
}

struct Scene<'a> {
    arguments: &'a Arguments,
    session: HybridSession,
    begun: Instant,
    sender: Sender,
    socket: Option<Socket>,
    wake: Option<Duration>,
    outcome: Option<Outcome>,
    scanned: Option<Duration>,
    relay: Option<Relay>,
    phone: Option<Phone>,
    case: Option<Case>,
}

impl Scene<'_> {
    async fn live(mut self, mut receiver: mpsc::UnboundedReceiver<News>) -> Result<Ended, Failure> {
        loop {
            if let Some(outcome) = self.outcome.take() {
                let times = Times { begun: self.begun, scanned: self.scanned };
                return Ok(Ended { outcome, times });
            }
            let wake = self.wake.map(|own| tokio::time::Instant::from_std(self.begun + own));
            let event = tokio::select! {
                news = receiver.recv() => match news {
                    Some(News::Event(event)) => event,
                    Some(News::Scanned(at)) => {
                        self.scanned = Some(at.saturating_duration_since(self.begun));
                        continue;
                    }
                    Some(News::Tunnel(opened)) => self.opened(*opened)?,
                    #[cfg(feature = "bluetooth")]
                    Some(News::Broken(problem)) => {
                        return Err(Failure::input("Bluetooth", problem));
                    }
                    None => Event::Cancel,
                },
                message = next(&mut self.socket) => match message {
                    Some(Ok(Message::Binary(data))) => Event::Binary(data.to_vec()),
                    Some(Ok(Message::Text(_))) => Event::Text,
                    Some(Err(Error::Capacity(_))) => Event::Oversized,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => {
                        self.socket = None;
                        Event::Closed
                    }
                    Some(Ok(_)) => continue,
                },
                () = sleep(wake) => Event::Tick,
            };
            let actions = self.session.on_event(event, self.begun.elapsed());
            self.act(actions).await?;
        }
    }

    fn opened(
        &mut self,
        opened: Result<(Socket, Option<String>), NoTunnel>,
    ) -> Result<Event, Failure> {
        Ok(match opened {
            Ok((socket, subprotocol)) => {
                self.socket = Some(socket);
                let key = PrivateKey::new(Curve::P256, random::<32>()?);
                Event::TunnelOpened { subprotocol, key }
            }
            Err(NoTunnel::Failed(status)) => Event::TunnelFailed(status),
            Err(NoTunnel::Subprotocol) => {
                let key = PrivateKey::new(Curve::P256, random::<32>()?);
                Event::TunnelOpened { subprotocol: None, key }
            }
        })
    }

    async fn act(&mut self, actions: Vec<Action>) -> Result<(), Failure> {
        for action in actions {
            match action {
                Action::ShowCode(uri) => self.show(&uri)?,
                Action::Scan(services) => self.scan(services)?,
                Action::Dial(dial) => self.dial(dial),
                Action::Send(message) => {
                    let sent = match &mut self.socket {
                        Some(socket) => in_time(socket.send(Message::Binary(message.into()))).await,
                        None => true,
                    };
                    // A tunnel that is gone shows at the next read; one that takes nothing is gone.
                    if !sent {
                        self.socket = None;
                        let _ = self.sender.send(News::Event(Event::Closed));
                    }
                }
                Action::Close => {
                    if let Some(mut socket) = self.socket.take() {
                        in_time(socket.close(None)).await;
                    }
                }
                Action::WakeAt(at) => self.wake = Some(at),
                Action::Progress(progress) => {
                    self.say(&narrate::step(
                        self.begun.elapsed(),
                        &narrate::progress(progress, self.arguments.lang),
                    ));
                }
                Action::Finished(outcome) => self.outcome = Some(outcome),
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, uri: &str) -> Result<(), Failure> {
        for path in &self.arguments.code {
            code::write(path, uri)?;
        }
        self.say(&format!("{}{uri}\n", code::terminal(uri)));
        self.say(&narrate::step(self.begun.elapsed(), narrate::shown(self.arguments.lang)));
        let (Some(relay), Some(mut phone)) = (&self.relay, self.phone.take()) else {
            return Ok(());
        };
        let (base, uri, sender) = (relay.base(), uri.to_owned(), self.sender.clone());
        let case = self.case;
        tokio::spawn(async move {
            let _ = sender.send(News::Scanned(Instant::now()));
            let advertise = |service, data| {
                let heard = match case {
                    Some(case) => case.heard(&uri, service, data).unwrap_or_default(),
                    None => vec![(service, data)],
                };
                for (service, data) in heard {
                    let _ = sender.send(News::Event(Event::Advert { service, data }));
                }
            };
            // What becomes of the phone shows at the tunnel.
            let _ = run_phone(&mut phone, &uri, &base, advertise).await;
        });
        Ok(())
    }

    #[cfg(feature = "bluetooth")]
    fn scan(&self, services: [u16; 2]) -> Result<(), Failure> {
        if self.arguments.phone == PhoneKind::Bluetooth {
            let sender = self.sender.clone();
            tokio::spawn(async move {
                let heard = |service, data| {
                    sender.send(News::Event(Event::Advert { service, data })).is_ok()
                };
                if let Err(problem) = super::bluetooth::listen(services, heard).await {
                    let _ = sender.send(News::Broken(problem));
                }
            });
        }
        Ok(())
    }

    #[cfg(not(feature = "bluetooth"))]
    fn scan(&self, _: [u16; 2]) -> Result<(), Failure> {
        match self.arguments.phone {
            PhoneKind::Simulated => Ok(()),
            PhoneKind::Bluetooth => Err(Failure::input("Bluetooth", "is not in this build")),
        }
    }

    fn dial(&self, dial: Dial) {
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let opened = tunnel::dial(&dial).await;
            let _ = sender.send(News::Tunnel(Box::new(opened)));
        });
    }

    /// Shows a line as it happens: on standard error where standard output is for the report alone,
    /// and nowhere where nobody has to scan.
    fn say(&self, text: &str) {
        let _ = match (self.arguments.json, self.arguments.phone) {
            (false, _) => {
                let mut out = std::io::stdout().lock();
                writeln!(out, "{text}").and_then(|()| out.flush())
            }
            (true, PhoneKind::Bluetooth) => writeln!(std::io::stderr(), "{text}"),
            (true, PhoneKind::Simulated) => Ok(()),
        };
    }
}

/// Whether this came to an end, well or not, before a patient side would give up.
async fn in_time<T>(what: impl Future<Output = T>) -> bool {
    tokio::time::timeout(SENDING, what).await.is_ok()
}

/// The next message, once there is a tunnel.
async fn next(
    socket: &mut Option<Socket>,
) -> Option<Result<Message, tokio_tungstenite::tungstenite::Error>> {
    match socket {
        Some(socket) => socket.next().await,
        None => std::future::pending().await,
    }
}

async fn sleep(until: Option<tokio::time::Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}
