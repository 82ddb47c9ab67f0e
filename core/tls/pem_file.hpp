#pragma once

#include "core/base/source.hpp"
#include "core/os/file.hpp"
#include "core/os/file_access.hpp"
#include "core/tls/certificate_use.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::tls {

// What rules and listings need to know of a certificate. Texts may hold anything a certificate can: escape them.
struct Certificate {
    std::string subject;  // "CN = example.org"
    std::string issuer;
    std::vector<std::string> names;       // dNSName and iPAddress entries
    std::chrono::sys_seconds not_before;  // both ends are inclusive
    std::chrono::sys_seconds not_after;
    std::string key_type;       // "EC P-256", "RSA 2048", "Ed25519"
    std::string public_key;     // SubjectPublicKeyInfo, DER: equal exactly where the keys are
    std::string der;            // the whole certificate
    bool is_authority = false;  // CA:TRUE
    // The first extension that OpenSSL can't read, "subjectAltName": then it takes nothing of this certificate for
    // granted, and `use` says nothing. Empty where all can be read.
    std::string broken_extension{};
    CertificateUse use{};
    KeyStrength strength{};
    std::size_t line = 0;  // of its BEGIN line
};

// What may be known of a private key. The key itself stays inside the parser.
struct PrivateKey {
    std::string key_type;
    std::string public_key;  // SubjectPublicKeyInfo, DER, of its public half
    std::size_t line = 0;
};

// Why content is not what a PEM file should be; at most one, the gravest.
enum class PemFault {
    none,
    empty,
    der,  // DER where PEM is read
    pkcs12,
    utf16,          // text of two bytes a character
    truncated,      // BEGIN without END
    glued,          // END and the next BEGIN on one line
    undecodable,    // bad base64, or DER inside that fails
    key_encrypted,  // and no passphrase: never asked for
    nothing_known,  // no PEM block at all
};

// A certificate or key file as it was found: what is in it, or why it can't be read.
struct PemFile {
    std::string path;  // as it was named; of what a container has at this path, the file of the host
    Source source;     // the text, for lines; null where it can't be read
    std::optional<os::ReadFailure> failure;
    PemFault fault = PemFault::none;
    std::size_t fault_line = 0;             // of the block at fault; 0 where there is none
    std::size_t marked_line = 0;            // of a BEGIN behind a byte order mark; 0 where there is none
    std::vector<Certificate> certificates;  // in file order, at most 1000: bundles of authorities have 150
    std::vector<PrivateKey> keys;
    std::vector<std::string> other_blocks;  // "CERTIFICATE REQUEST", …
    std::optional<os::FileAccess> access;   // nothing where its modes mean nothing
};

// Pure: what this text holds. Never prompts, never prints; bounded by the text's size.
PemFile parse_pem(std::string path, std::string_view content);

// Reads at most 1 MiB of a regular file; anything else is a failure inside. `named` is what somebody said, maybe a path
// in a container.
PemFile read_pem_file(const std::filesystem::path& file, const std::string& named);

}  // namespace megactl::tls
