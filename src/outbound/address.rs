//! Which addresses may be called for somebody else: public ones, and those that the administrator allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use pystreaming_actors::model::WebhookUrl;
use url::Host;

/// IPv4 networks that are not public: the IANA special-purpose registry, multicast, and reserved addresses.
const NOT_PUBLIC: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    // carrier-grade NAT
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    // relays of 6to4
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];
/// The only IPv6 network in use for public addresses. Outside of it are loopback, unique-local, link-local and multicast
/// addresses, and those that contain one of IPv4 (mapped, NAT64).
const PUBLIC_V6: (u128, u32) = (0x2000 << 112, 3);
/// Parts of it that are not public: IETF protocols with Teredo, documentation, 6to4, documentation.
const NOT_PUBLIC_V6: [(u128, u32); 4] =
    [(0x2001 << 112, 23), (0x2001_0db8 << 96, 32), (0x2002 << 112, 16), (0x3fff << 112, 20)];

/// No address of the host may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the host has no public address")]
pub struct NotPublic;

/// Whether everybody on the Internet means the same machine by this address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC.iter().any(|(network, bits)| is_in_v4(address, *network, *bits)),
        IpAddr::V6(address) => {
            is_in_v6(address, PUBLIC_V6) && !NOT_PUBLIC_V6.iter().any(|network| is_in_v6(address, *network))
        }
    }
}

fn is_in_v4(address: Ipv4Addr, network: [u8; 4], bits: u32) -> bool {
    (u32::from(address) ^ u32::from_be_bytes(network)) >> (32 - bits) == 0
}

fn is_in_v6(address: Ipv6Addr, (network, bits): (u128, u32)) -> bool {
    (u128::from(address) ^ network) >> (128 - bits) == 0
}

/// Whether an address may be called.
pub fn may_call(address: IpAddr, allowed: &[IpNet]) -> bool {
    is_public(address) || allowed.iter().any(|network| network.contains(&address))
}

/// Checks a URL whose host is an address; names are checked when they are resolved.
///
/// # Errors
/// The address may not be called.
pub fn check_literal(url: &WebhookUrl, allowed: &[IpNet]) -> Result<(), NotPublic> {
    match literal(url) {
        Some(address) if !may_call(address, allowed) => Err(NotPublic),
        _ => Ok(()),
    }
}

/// The host of a URL, if it is an address.
pub fn literal(url: &WebhookUrl) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_of_this_machine_and_of_private_networks_are_not_public() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff:fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn allowed_networks_may_be_called_and_nothing_beside_them() {
        let allowed: Vec<IpNet> = vec!["10.1.0.0/16".parse().unwrap(), "fd00::/8".parse().unwrap()];
        for (address, expected) in [
            ("10.1.2.3", true),
            ("10.2.0.1", false),
            ("::ffff:10.1.2.3", false),
            ("fd00::1", true),
            ("fc00::1", false),
            ("8.8.8.8", true),
        ] {
            assert_eq!(may_call(address.parse().unwrap(), &allowed), expected, "{address}");
        }
    }

    #[test]
    fn a_literal_address_is_checked_in_every_form() {
        let check = |url: &str| check_literal(&WebhookUrl::parse(url).unwrap(), &[]);
        for url in
            ["http://127.1/", "http://0x7f000001:8080/", "http://[::ffff:7f00:1]/", "https://[fe80::1]/"]
        {
            assert_eq!(check(url), Err(NotPublic), "{url}");
        }
        for url in ["http://1.1.1.1/", "https://[2606:4700::1111]/", "http://localhost/"] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }

    proptest! {
        #[test]
        fn no_address_that_the_standard_library_calls_special_is_public(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let special = address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_broadcast()
                || address.is_documentation()
                || address.is_unspecified();
            prop_assert!(!(special && is_public(address.into())), "{}", address);
            prop_assert!(!is_public(address.to_ipv6_mapped().into()));
            prop_assert!(!is_public(address.to_ipv6_compatible().into()));
        }

        #[test]
        fn no_special_address_of_ipv6_is_public(first: u16, rest: u128) {
            let address = Ipv6Addr::from(u128::from(first) << 112 | rest >> 16);
            let special = address.is_loopback()
                || address.is_multicast()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_unspecified()
                || address.to_ipv4().is_some();
            prop_assert!(!(special && is_public(address.into())), "{}", address);
        }
    }
}
