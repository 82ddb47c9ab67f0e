#include "core/tls/namesake.hpp"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace megactl::tls {

namespace {

using Reason = Namesake::Reason;
using Owned = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); })>;

bool signed_by(X509* below, const X509* issuer) {
    EVP_PKEY* key = X509_get0_pubkey(issuer);
    return key != nullptr && X509_verify(below, key) == 1;
}

// "0a:1b:2c"
std::string hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes)
        text += fmt::format("{}{:02x}", text.empty() ? "" : ":", static_cast<unsigned char>(byte));
    return text;
}

std::string key_identifier(const ASN1_OCTET_STRING* identifier) {
    return "the key identifier " + hexadecimal(bytes_of(identifier));
}

std::string serial_number(const ASN1_INTEGER* serial) {
    return "the serial number " + hexadecimal(bytes_of(serial));
}

// How the issuer is called below, and how it calls itself. The key identifier is asked for first.
void tell_identifiers(Namesake& namesake, X509* below, X509* issuer) {
    const ASN1_OCTET_STRING* wanted = X509_get0_authority_key_id(below);
    const ASN1_OCTET_STRING* own = X509_get0_subject_key_id(issuer);
    if (wanted != nullptr && own != nullptr && ASN1_OCTET_STRING_cmp(wanted, own) != 0) {
        namesake.wanted = key_identifier(wanted);
        namesake.own = key_identifier(own);
        return;
    }
    const ASN1_INTEGER* number = X509_get0_authority_serial(below);
    if (number != nullptr && ASN1_INTEGER_cmp(number, X509_get0_serialNumber(issuer)) != 0) {
        namesake.wanted = serial_number(number);
        namesake.own = serial_number(X509_get0_serialNumber(issuer));
        return;
    }
    namesake.wanted = "an issuer of another name and serial number";
}

bool is_on_path(X509_STORE_CTX* context, const X509* certificate) {
    STACK_OF(X509)* path = X509_STORE_CTX_get0_chain(context);
    for (int i = 0; i < sk_X509_num(path); ++i) {
        if (X509_cmp(sk_X509_value(path, i), certificate) == 0) return true;
    }
    return false;
}

Namesake about(const Holdings& holdings, X509_STORE_CTX* context, X509* last, X509* candidate) {
    Namesake namesake{.held = holdings.held(candidate)};
    if (!signed_by(last, candidate)) return namesake;
    if (is_on_path(context, candidate)) {
        namesake.reason = Reason::circle;
    } else {
        namesake.reason = Reason::identifier;
        tell_identifiers(namesake, last, candidate);
    }
    return namesake;
}

bool is_readable(X509* certificate) {
    return X509_check_purpose(certificate, -1, -1) == 1;
}

}  // namespace

std::optional<Namesake> namesake_of_issuer(const Holdings& holdings, X509_STORE_CTX* context, X509* last) {
    std::optional<Namesake> found;
    const X509_NAME* wanted = X509_get_issuer_name(last);
    for (const X509Certificate& candidate : holdings.named(wanted)) {
        if (X509_cmp(candidate.get(), last) == 0) continue;
        Namesake namesake = about(holdings, context, last, candidate.get());
        if (!found || found->reason == Reason::other_key) found = std::move(namesake);
    }
    if (found) return found;
    // That the host's store has another authority of this name says nothing about a private one.
    const Owned trusted(X509_STORE_CTX_get1_certs(context, wanted));
    for (int i = 0; trusted && i < sk_X509_num(trusted.get()); ++i) {
        Namesake namesake = about(holdings, context, last, sk_X509_value(trusted.get(), i));
        if (namesake.reason == Reason::identifier) return namesake;
    }
    return std::nullopt;
}

std::optional<HeldCertificate> broken_issuer(const Holdings& holdings, X509* last) {
    for (const X509Certificate& candidate : holdings.named(X509_get_issuer_name(last))) {
        if (!is_readable(candidate.get()) && signed_by(last, candidate.get())) return holdings.held(candidate.get());
    }
    return std::nullopt;
}

std::optional<HeldCertificate> fitting_issuer(const Holdings& holdings, const X509* wrong, X509* below) {
    for (const X509Certificate& candidate : holdings.named(X509_get_subject_name(wrong))) {
        if (signed_by(below, candidate.get())) return holdings.held(candidate.get());
    }
    return std::nullopt;
}

}  // namespace megactl::tls
