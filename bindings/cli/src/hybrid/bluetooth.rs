//! Adverts of phones, by btleplug: BlueZ on Linux, the system's own interface elsewhere.

use std::time::Duration;

use btleplug::api::bleuuid::uuid_from_u16;
use btleplug::api::{Central, CentralEvent, Manager as _, ScanFilter};
use btleplug::platform::Manager;
use futures_util::StreamExt;

/// How often a scan begins anew, so that adverts that the system has shown once are shown again.
const RESTART: Duration = Duration::from_secs(5);

/// Hands over every advert with service data of these services, until `heard` says that nobody
/// listens any more.
pub(super) async fn listen(
    services: [u16; 2],
    heard: impl Fn(u16, Vec<u8>) -> bool,
) -> Result<(), String> {
    let say = |error: btleplug::Error| error.to_string();
    let manager = Manager::new().await.map_err(say)?;
    let adapters = manager.adapters().await.map_err(say)?;
    let adapter = adapters.into_iter().next().ok_or("there is no adapter")?;
    let mut events = adapter.events().await.map_err(say)?;
    // A filter by service would hide adverts that carry service data alone.
    adapter.start_scan(ScanFilter::default()).await.map_err(say)?;
    let uuids = services.map(|own| (own, uuid_from_u16(own)));
    loop {
        let event = match tokio::time::timeout(RESTART, events.next()).await {
            Ok(Some(event)) => event,
            Ok(None) => return Err("the adapter is gone".to_owned()),
            Err(_) => {
                let _ = adapter.stop_scan().await;
                adapter.start_scan(ScanFilter::default()).await.map_err(say)?;
                continue;
            }
        };
        let CentralEvent::ServiceDataAdvertisement { service_data, .. } = event else { continue };
        for (service, uuid) in &uuids {
            let Some(data) = service_data.get(uuid) else { continue };
            if !heard(*service, data.clone()) {
                return adapter.stop_scan().await.map_err(say);
            }
        }
    }
}
