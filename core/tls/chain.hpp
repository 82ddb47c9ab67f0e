#pragma once

#include "core/tls/pem_file.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace megactl::tls {

// Where OpenSSL looks for the authorities that this host trusts; empty means its own default.
struct TrustPlaces {
    std::string file;    // SSL_CERT_FILE: a bundle
    std::string folder;  // SSL_CERT_DIR: hashed names, several parted by `:`
};

struct ChainQuestion {
    std::span<const Certificate> sent{};     // as a server sends them
    std::size_t leaf = 0;                    // which of them is the server's own
    std::span<const Certificate> at_hand{};  // `--chain`: more that it sends, or has
    std::span<const Certificate> anchors{};  // `--ca`
    TrustPlaces trusted{};
    std::optional<std::chrono::sys_seconds> at{};  // nothing: dates are not judged
};

// A certificate that a verification speaks of, and who has it.
struct HeldCertificate {
    Certificate certificate{};          // its line is 0 where the question has it not
    std::optional<std::size_t> sent{};  // which of the sent ones it is
    std::string store{};                // the file of the host's store that it was found in
};

// What OpenSSL finds wrong with the best path from the leaf up.
struct ChainFault {
    enum class Kind {
        issuer_missing,      // the path ends before an anchor, and its last certificate names another issuer
        self_signed_leaf,    // and no anchor
        root_unknown,        // the path ends at a self-signed authority that is no anchor
        signature,           // one does not verify under the key above it
        no_authority,        // an issuer that may not sign certificates
        purpose,             // one that is not for servers; of the leaf what no other rule says
        critical_extension,  // one that OpenSSL does not know
        broken_extension,    // one that it can't read, so that it passes over the certificate
        path_length,         // more authorities below one than it allows
        name_constraint,     // a name that an authority above may not vouch for
        expired,             // above the leaf
        not_yet_valid,       // likewise
        other,
    };
    Kind kind = Kind::other;
    std::size_t depth = 0;    // 0 is the leaf, 1 its issuer
    HeldCertificate held{};   // the one at fault: of a signature the one above, whose key it is not
    std::string words{};      // OpenSSL's own
    std::string extension{};  // the critical one that it does not know, "1.3.6.1.4.1.5923", or the broken one
    // Of a signature: another of this name, whose key it is.
    std::optional<HeldCertificate> fitting{};
};

// One that has the missing issuer's name, and that OpenSSL does not take for it.
struct Namesake {
    enum class Reason {
        other_key,   // its key did not sign
        identifier,  // its key did, and it calls that key, or itself, otherwise than the certificate below says
        circle,      // it is on the path already, further down
    };
    Reason reason = Reason::other_key;
    HeldCertificate held{};
    std::string wanted{};  // of an identifier: what the certificate below says, "the key identifier 0a:1b"
    std::string own{};     // and what this one says
};

// What a sent certificate is to the path.
enum class ChainPlace {
    leaf,
    on_path,
    root,         // on the path, its self-signed end
    alternative,  // a cross-signed form of one on the path, or what issued such a form
    repeated,     // the same as an earlier one
    unrelated,
};

// A path from the leaf to where trust begins, as OpenSSL builds it, and what is wrong with it.
struct ChainVerdict {
    std::vector<ChainPlace> places;       // of the sent ones, in their order
    std::vector<std::size_t> path;        // the sent ones on the path, from the leaf up
    std::vector<HeldCertificate> unsent;  // the others on it, that are at hand or trusted
    std::vector<ChainFault> faults;       // each kind once a depth; empty where the path holds
    std::size_t length = 0;               // certificates on the path, those of the store included
    // Of the last one on a path that ends too early.
    std::string missing_issuer;
    std::string issuer_url;  // where its authority offers the issuer, if it says
    std::optional<Namesake> namesake{};

    const ChainFault* find(ChainFault::Kind kind) const;
};

// No network: what is not in the question and not on this host is missing. Bounded: a path is as long as OpenSSL has it
// by default, a hundred authorities between the leaf and its root.
ChainVerdict verify_chain(const ChainQuestion& question);

// Which certificate is the server's own: the key's where it is known, else the first that is no authority, else the
// first. `certificates` is not empty.
std::size_t leaf_index(std::span<const Certificate> certificates, const PrivateKey* key);

}  // namespace megactl::tls
