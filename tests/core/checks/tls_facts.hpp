#pragma once

#include "core/base/units.hpp"
#include "core/checks/rule.hpp"
#include "tests/support/certificates.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Facts about TLS, made by hand.
namespace megactl::checks {

inline const tests::TestKey& test_key() {
    static const tests::TestKey key = tests::TestKey::make(tests::KeyType::ec);
    return key;
}

inline std::string certificate_pem(const tests::CertificateProfile& profile = {}) {
    return tests::TestCertificate::self_signed(test_key(), profile).pem();
}

inline std::chrono::sys_seconds time_at(std::string_view text) {
    return parse_time(text).value();
}

// As the process environment names it.
inline project::TlsInput input_of(std::string path, std::string variable) {
    project::TlsInput input;
    input.path = std::move(path);
    input.variable = std::move(variable);
    input.named_by = "the environment";
    return input;
}

inline project::TlsInput certificate_input(std::string_view content) {
    project::TlsInput input = input_of("site.pem", "SERVER_TLS_CERT");
    input.file = tls::parse_pem(input.path, content);
    return input;
}

inline project::TlsInput key_input(std::string_view content) {
    project::TlsInput input = input_of("site.key", "SERVER_TLS_KEY");
    input.file = tls::parse_pem(input.path, content);
    return input;
}

inline project::TlsInput failed(project::TlsInput input, os::ReadFailure failure) {
    input.file = tls::PemFile{};
    input.file->path = input.path;
    input.file->failure = std::move(failure);
    return input;
}

// Where line `line` of `.env` names it.
inline project::TlsInput named_in(project::TlsInput input, const Source& source, std::size_t line) {
    input.at = Location{source, source->line_span(line)};
    return input;
}

inline Facts facts_with(std::optional<project::TlsInput> certificate, std::optional<project::TlsInput> key) {
    Facts facts;
    facts.now = time_at("2026-11-23");
    project::TlsPair pair;
    pair.certificate = std::move(certificate);
    pair.key = std::move(key);
    facts.tls_pairs.push_back(std::move(pair));
    return facts;
}

inline Facts facts_of(std::string_view certificate, std::string_view key) {
    return facts_with(certificate_input(certificate), key_input(key));
}

}  // namespace megactl::checks
