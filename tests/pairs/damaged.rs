//! Keys whose numbers do not belong together: refused, whatever is wrong with them, and never a panic.

use glassbox::key::SigningKey;
use glassbox::{KeyError, PrivateKey, PublicKey};

use super::{file, value};
use crate::vectors::hex;

/// The nine numbers of PKCS#1: version, n, e, d, p, q, dp, dq, qi.
fn numbers(mut der: &[u8]) -> Vec<Vec<u8>> {
    der = &der[4..];
    let mut numbers = Vec::new();
    while let [2, length, rest @ ..] = der {
        let (len, rest) = match length {
            0x81 => (usize::from(rest[0]), &rest[1..]),
            0x82 => (usize::from(rest[0]) << 8 | usize::from(rest[1]), &rest[2..]),
            _ => (usize::from(*length), rest),
        };
        numbers.push(rest[..len].to_vec());
        der = &rest[len..];
    }
    numbers
}

fn pkcs1(numbers: &[Vec<u8>]) -> Vec<u8> {
    let content: Vec<u8> = numbers
        .iter()
        .flat_map(|number| {
            let zeros = number.iter().take_while(|byte| **byte == 0).count();
            let mut number = number[zeros..].to_vec();
            if number.first().is_none_or(|first| *first >= 0x80) {
                number.insert(0, 0);
            }
            value(2, &number)
        })
        .collect();
    value(0x30, &content)
}

/// The ways in which one number is damaged.
fn damages(number: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![
        vec![],
        vec![1],
        vec![2],
        number[..number.len() / 2].to_vec(),
        [number, &[0]].concat(),
        [&[1], number].concat(),
        vec![0x7f; number.len()],
        vec![0xff; number.len()],
        vec![0xff; 2 * number.len()],
        number.iter().rev().copied().collect(),
    ];
    // Each bit of the first and the last byte, and one in each part between.
    let last = number.len() - 1;
    for bit in 0..8 {
        for at in [0, last] {
            let mut changed = number.to_vec();
            changed[at] ^= 1 << bit;
            all.push(changed);
        }
    }
    for part in 1..32 {
        let mut changed = number.to_vec();
        changed[part * last / 32] ^= 0x10;
        all.push(changed);
    }
    all
}

#[test]
fn damaged_rsa_keys_are_refused() {
    let good = numbers(&file("rsa.pkcs1.der"));
    assert_eq!(pkcs1(&good), file("rsa.pkcs1.der"));
    let mut tried = 0;
    let mut is_refused = |numbers: &[Vec<u8>], what: &str| {
        let key = PrivateKey::ps256(pkcs1(numbers));
        assert!(key.is_err(), "{what}");
        tried += 1;
    };
    for index in [1, 2, 4, 5, 6, 7, 8] {
        for damage in damages(&good[index]) {
            let mut numbers = good.clone();
            if numbers[index] == damage {
                continue;
            }
            numbers[index] = damage;
            is_refused(&numbers, &format!("{index}: {:?}", numbers[index]));
        }
    }
    // Each number in the place of each other one. (p and q change places with dp and dq unharmed, if qi
    // does, too; alone they do not.)
    for one in 1..9 {
        for other in 1..9 {
            if one != other && one != 3 {
                let mut numbers = good.clone();
                numbers[one] = good[other].clone();
                is_refused(&numbers, &format!("{one} is {other}"));
                numbers[other] = good[one].clone();
                is_refused(&numbers, &format!("{one} and {other} change places"));
            }
        }
    }
    // The parts of another key.
    let foreign = {
        let key = PrivateKey::generate_rsa(glassbox::Algorithm::Rs256, 2048).unwrap();
        let pem = key.to_private_pem();
        let body: String = pem
            .reveal()
            .lines()
            .filter(|line| !line.contains('-'))
            .collect();
        numbers(&crate::vectors::base64(&body)[26..])
    };
    for mask in 1..0xff_u32 {
        let mut numbers = good.clone();
        for index in 1..9 {
            if mask & (1 << (index - 1)) != 0 {
                numbers[index] = foreign[index].clone();
            }
        }
        // e is the same in both, and of d nothing depends.
        let rest = mask & !0b110;
        if rest != 0 && rest != 0xff & !0b110 {
            is_refused(&numbers, &format!("foreign parts {mask:b}"));
        }
    }
    assert!(tried > 714, "{tried}");
}

/// Signing does without `d`, and so does the trial. It only has to be a number below n.
#[test]
fn a_wrong_d_signs_as_the_right_one() {
    let good = numbers(&file("rsa.pkcs1.der"));
    let mut wrong = good.clone();
    wrong[3][100] ^= 1;
    let [one, other] = [&good, &wrong].map(|numbers| PrivateKey::rs256(pkcs1(numbers)).unwrap());
    let [one, other] = [one, other].map(|key| key.sign(b"message").unwrap());
    assert_eq!(one.as_ref(), other.as_ref());
    for d in [vec![], good[1].clone(), vec![0xff; 257]] {
        let mut wrong = good.clone();
        wrong[3] = d;
        assert!(matches!(
            PrivateKey::rs256(pkcs1(&wrong)),
            Err(KeyError::Damaged { .. })
        ));
    }
}

/// Zero has two spellings in DER, and neither is a number of a key.
#[test]
fn zero_is_no_number() {
    let good = numbers(&file("rsa.pkcs1.der"));
    for index in 1..9 {
        for zero in [&[2, 1, 0][..], &[2, 0], &[2, 2, 0, 0]] {
            let parts = good
                .iter()
                .enumerate()
                .map(|(at, number)| match at == index {
                    true => zero.to_vec(),
                    false => value(2, number),
                });
            let der = value(0x30, &parts.collect::<Vec<_>>().concat());
            assert!(PrivateKey::rs256(&der).is_err(), "{index}");
        }
    }
}

#[test]
fn rsa_sizes_are_taken_in_steps_of_64_bits() {
    // Odd, and of so many bits: a modulus as far as anybody can see.
    let modulus = |bits: usize| {
        let mut number = vec![0x5b; bits.div_ceil(8)];
        let top = (bits - 1) % 8;
        number[0] = number[0] & ((1 << top) - 1) | 1 << top;
        number
    };
    let public = |modulus: Vec<u8>, exponent: &[u8]| {
        PublicKey::rs256(pkcs1(&[modulus, exponent.to_vec()])).map(drop)
    };
    for bits in (1980..=2200).chain(8100..=8300) {
        let taken = public(modulus(bits), &[1, 0, 1]);
        match (2048..=8192).contains(&bits) && bits % 64 == 0 {
            true => assert_eq!(taken, Ok(()), "{bits}"),
            false => assert_eq!(taken, Err(KeyError::RsaSize { bits })),
        }
    }
    for (exponent, is_taken) in [
        (&[3][..], true),
        (&[1, 0, 1], true),
        (&[0xff, 0xff, 0xff, 0xff], true),
        (&[], false),
        (&[1], false),
        (&[2], false),
        (&[1, 0, 0], false),
        (&[1, 0, 0, 0, 0], false),
        (&[1, 0, 0, 0, 1], false),
    ] {
        assert_eq!(
            public(modulus(2048), exponent).is_ok(),
            is_taken,
            "{exponent:?}"
        );
    }
    let mut even = modulus(2048);
    even[255] = 0x5a;
    assert!(matches!(public(even, &[3]), Err(KeyError::Damaged { .. })));
}

#[test]
fn scalars_and_points_of_curves() {
    for (name, order, algorithm) in [
        (
            "p256.sec1.der",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            glassbox::Algorithm::Es256,
        ),
        (
            "p384.sec1.der",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
            glassbox::Algorithm::Es384,
        ),
    ] {
        let der = file(name);
        let order = hex(order);
        let len = order.len();
        let curve = if len == 32 {
            "06082a8648ce3d030107"
        } else {
            "06052b81040022"
        };
        let curve = hex(curve);
        // Without the public half: any scalar in range makes a key.
        let sec1 = |scalar: &[u8]| {
            let parts = [vec![2, 1, 1], value(4, scalar), value(0xa0, &curve)];
            PrivateKey::new(algorithm, value(0x30, &parts.concat())).map(drop)
        };
        let mut one = vec![0; len];
        one[len - 1] = 1;
        let mut less = order.clone();
        less[len - 1] -= 1;
        let mut more = order.clone();
        more[len - 1] += 1;
        assert_eq!(sec1(&one), Ok(()));
        assert_eq!(sec1(&less), Ok(()));
        let damaged = |scalar: &[u8]| matches!(sec1(scalar), Err(KeyError::Damaged { .. }));
        for scalar in [
            vec![0; len],
            order.clone(),
            more,
            vec![0xff; len],
            one[1..].to_vec(),
            [&[0], &one[..]].concat(),
            vec![],
        ] {
            assert!(damaged(&scalar), "{scalar:?}");
        }
        // The point belongs to the scalar.
        let at = der.len() - 1;
        let mut foreign = der.clone();
        foreign[at] ^= 1;
        assert_eq!(
            PrivateKey::new(algorithm, foreign).map(drop),
            Err(KeyError::Damaged {
                what: "its public half is another key's"
            })
        );
    }
}

/// RFC 8032 §5.1.3, and the points with which anybody could sign.
#[test]
fn weak_points_of_ed25519() {
    let mut weak = Vec::new();
    for y in [
        // Of small order.
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // The field's prime and more: other spellings of 0 to 18.
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // Of no point.
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        let mut bytes = hex(y);
        weak.push(bytes.clone());
        bytes[31] |= 0x80;
        weak.push(bytes);
    }
    for bytes in weak {
        let spki = [&hex("302a300506032b6570032100"), &bytes[..]].concat();
        for key in [&bytes, &spki] {
            assert_eq!(
                PublicKey::eddsa(key).map(drop),
                Err(KeyError::WeakPoint),
                "{bytes:02x?}"
            );
        }
    }
    for len in [0, 31, 33, 64] {
        let spki = value(
            0x30,
            &[hex("300506032b6570"), value(3, &vec![0x21; len + 1])].concat(),
        );
        assert!(PublicKey::eddsa(spki).is_err());
    }
}

/// A file with a public half in it (RFC 5958 §2): believed where it is the key's own.
#[test]
fn the_public_half_of_a_file_is_compared() {
    let seed = &file("ed25519.der")[16..];
    let public = file("ed25519.pub.der")[12..].to_vec();
    let file_with = |version: u8, public: Option<Vec<u8>>| {
        let kind = vec![0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
        let parts = [
            vec![2, 1, version],
            kind,
            value(4, &value(4, seed)),
            public.unwrap_or_default(),
        ];
        PrivateKey::eddsa(value(0x30, &parts.concat())).map(drop)
    };
    let bits = |public: &[u8]| [&[0], public].concat();
    let mut foreign = public.clone();
    foreign[3] ^= 1;
    // In its place, and within it, as some write it.
    assert_eq!(file_with(1, Some(value(0x81, &bits(&public)))), Ok(()));
    assert_eq!(
        file_with(1, Some(value(0xa1, &value(3, &bits(&public))))),
        Ok(())
    );
    assert_eq!(file_with(0, None), Ok(()));
    let (one, other) = (public.clone(), foreign);
    for (version, half) in [
        (0, Some(value(0x81, &bits(&one)))),
        (1, None),
        (2, None),
        (1, Some(value(0x81, &bits(&other)))),
        (1, Some(value(0x81, &one))),
        (1, Some(value(0x81, &bits(&one[1..])))),
        (1, Some(value(0x82, &bits(&one)))),
    ] {
        assert!(
            file_with(version, half.clone()).is_err(),
            "{version} {half:?}"
        );
    }
}
