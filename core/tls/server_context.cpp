#include "core/tls/server_context.hpp"

#include "core/base/units.hpp"
#include "core/os/file.hpp"
#include "core/tls/decode.hpp"
#include "core/tls/openssl_handles.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace megactl::tls {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificates = std::vector<X509Certificate>;

constexpr Bytes file_limit{1ULL << 20};
constexpr std::size_t certificate_limit = 100;

// Mozilla's intermediate configuration, without the finite-field groups that need parameters of their own.
constexpr const char* suites_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* suites_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr std::string_view protocols = "\x08http/1.1";  // as ALPN writes a list
constexpr std::string_view session_owner = "megactl serve";

Problem openssl_problem(std::string_view what) {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    return Problem{fmt::format("{}: {}", what, reason == nullptr ? "no reason given" : reason)};
}

// Who offers protocols and not this one is told so, rather than served with another.
int choose_protocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*nothing*/) {
    unsigned char* found = nullptr;
    const int answer = SSL_select_next_proto(&found, chosen_size, as_bytes(protocols),
                                             static_cast<unsigned int>(protocols.size()), offered, offered_size);
    *chosen = found;
    return answer == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int no_passphrase(char* /*room*/, int /*size*/, int /*is_new*/, void* /*nothing*/) {
    return -1;
}

Bio reader_of(std::string_view text) {
    Bio reader(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!reader) throw std::bad_alloc();
    return reader;
}

// All of them: with one that can't be read, those ahead of it would be presented as if they were the whole chain.
Result<Certificates> certificates_of(std::string_view text) {
    const Bio reader = reader_of(text);
    Certificates certificates;
    while (certificates.size() < certificate_limit) {
        X509Certificate next(PEM_read_bio_X509_AUX(reader.get(), nullptr, no_passphrase, nullptr));
        if (next) {
            certificates.push_back(std::move(next));
            continue;
        }
        const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        if (!is_end) return tl::unexpected(openssl_problem("a certificate can't be read"));
        break;
    }
    return certificates;
}

Key key_of(std::string_view text) {
    return Key(PEM_read_bio_PrivateKey(reader_of(text).get(), nullptr, no_passphrase, nullptr));
}

bool agree_on_terms(SSL_CTX* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A record costs one read of the socket instead of two, one for its head.
    SSL_CTX_set_read_ahead(context, 1);
    // Sessions are the client's to keep, in tickets: nothing of them stays here.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(context, suites_1_3) == 1 && SSL_CTX_set_cipher_list(context, suites_1_2) == 1 &&
           SSL_CTX_set1_groups_list(context, groups) == 1 &&
           SSL_CTX_set_session_id_context(context, as_bytes(session_owner),
                                          static_cast<unsigned int>(session_owner.size())) == 1;
}

std::shared_ptr<SSL_CTX> fresh_context() {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    return context;
}

// The pair into a context that has none; the first certificate is the server's own.
Result<bool> present(SSL_CTX* context, X509* leaf, EVP_PKEY* key, const std::vector<X509*>& behind) {
    if (!agree_on_terms(context)) return tl::unexpected(openssl_problem("OpenSSL does not speak modern TLS here"));
    if (SSL_CTX_use_certificate(context, leaf) != 1) {
        return tl::unexpected(openssl_problem("OpenSSL refuses the certificate"));
    }
    for (X509* const certificate : behind) {
        if (SSL_CTX_add1_chain_cert(context, certificate) != 1)
            return tl::unexpected(openssl_problem("OpenSSL refuses a certificate of the chain"));
    }
    if (SSL_CTX_use_PrivateKey(context, key) != 1) return tl::unexpected(openssl_problem("OpenSSL refuses the key"));
    return true;
}

std::vector<X509*> chain_of(SSL_CTX* context) {
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(context, &chain);
    const int count = chain == nullptr ? 0 : sk_X509_num(chain);
    std::vector<X509*> certificates;
    certificates.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        certificates.push_back(sk_X509_value(chain, i));
    return certificates;
}

}  // namespace

Result<ServerContext> ServerContext::from_pem(std::string_view certificates, std::string_view key) {
    const ErrorQueue queue;
    const auto found = certificates_of(certificates);
    if (!found) return tl::unexpected(found.error());
    const Certificates& sent = *found;
    if (sent.empty()) return problem("there is no certificate in it");
    ERR_clear_error();
    const Key own = key_of(key);
    if (!own) return tl::unexpected(openssl_problem("the key can't be read"));
    std::vector<X509*> behind;
    behind.reserve(sent.size());
    for (std::size_t i = 1; i < sent.size(); ++i)
        behind.push_back(sent[i].get());
    auto context = fresh_context();
    const auto step = present(context.get(), sent.front().get(), own.get(), behind);
    if (!step) return tl::unexpected(step.error());
    return ServerContext(std::move(context));
}

Result<ServerContext> ServerContext::read(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    const auto certificates = os::read_file(certificate, file_limit);
    if (!certificates) return problem(certificates.error().explanation);
    auto own = os::read_file(key, file_limit);
    if (!own) return problem(own.error().explanation);
    auto context = from_pem(*certificates, *own);
    cleanse(*own);
    return context;
}

ServerContext ServerContext::renewed() const {
    const ErrorQueue queue;
    auto context = fresh_context();
    const auto step =
        present(context.get(), SSL_CTX_get0_certificate(get()), SSL_CTX_get0_privatekey(get()), chain_of(get()));
    return step ? ServerContext(std::move(context)) : *this;
}

bool ServerContext::presents_the_same_as(const ServerContext& other) const {
    const auto all_of = [](SSL_CTX* context) {
        std::vector<X509*> all = chain_of(context);
        all.insert(all.begin(), SSL_CTX_get0_certificate(context));
        return all;
    };
    const std::vector<X509*> ours = all_of(get());
    const std::vector<X509*> theirs = all_of(other.get());
    return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                      [](const X509* a, const X509* b) { return X509_cmp(a, b) == 0; });
}

std::chrono::sys_seconds ServerContext::not_after() const {
    return time_of(X509_get0_notAfter(SSL_CTX_get0_certificate(get()))).value_or(std::chrono::sys_seconds::max());
}

}  // namespace megactl::tls
