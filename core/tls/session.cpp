#include "core/tls/session.hpp"

#include "core/tls/description.hpp"

#include <climits>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace megactl::tls {

namespace {

using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;

constexpr int sent_limit = 100;

int number_of(Version version) {
    switch (version) {
        case Version::tls_1_0: return TLS1_VERSION;
        case Version::tls_1_1: return TLS1_1_VERSION;
        case Version::tls_1_2: return TLS1_2_VERSION;
        case Version::tls_1_3: break;
    }
    return TLS1_3_VERSION;
}

os::Unreached ended_early() {
    return {
        {"the connection ended in the middle of TLS"},
        "is this a port of TLS? some servers hang up on a name that they do not know: `--host NAME` asks for another"};
}

// OpenSSL's last word on a connection, or ours where that is a riddle.
os::Unreached failure() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    switch (code == 0 ? 0 : ERR_GET_REASON(code)) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
        case SSL_R_HTTP_REQUEST:
            return {{"it answers, but not in TLS"},
                    "is this the port of plain HTTP? with a mail server TLS begins later: `--starttls smtp`"};
        case SSL_R_TLSV1_UNRECOGNIZED_NAME:
            return {{"it speaks TLS, and wants a name that it knows"}, "`--host NAME` names a site that it has"};
        default: break;
    }
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason != nullptr ? os::Unreached{{reason}, {}} : ended_early();
}

// Whatever the host's openssl.cnf asks for: a client that refuses by itself learns nothing of the server. But for what
// presents no certificate, which no client of a site takes.
Context context_for(const Offer& offer) {
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context) throw std::bad_alloc();
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_cipher_list(context.get(), "ALL:!aNULL:@SECLEVEL=0");
    SSL_CTX_set_options(context.get(), SSL_OP_LEGACY_SERVER_CONNECT);
    SSL_CTX_set_min_proto_version(context.get(), number_of(offer.only.value_or(Version::tls_1_0)));
    SSL_CTX_set_max_proto_version(context.get(), number_of(offer.only.value_or(Version::tls_1_3)));
    return context;
}

void offer_protocols(SSL* session, const std::vector<std::string>& protocols) {
    std::string list;
    for (const std::string& protocol : protocols)
        list += static_cast<char>(protocol.size()) + protocol;
    if (!list.empty()) SSL_set_alpn_protos(session, as_bytes(list), static_cast<unsigned int>(list.size()));
}

}  // namespace

struct Session::Handles {
    std::unique_ptr<SSL, Freed<SSL_free>> session;
    BIO* from_peer = nullptr;  // both are the session's
    BIO* to_peer = nullptr;
};

std::string_view name_of(Version version) {
    switch (version) {
        case Version::tls_1_0: return "TLS 1.0";
        case Version::tls_1_1: return "TLS 1.1";
        case Version::tls_1_2: return "TLS 1.2";
        case Version::tls_1_3: break;
    }
    return "TLS 1.3";
}

Session::Session(Wire wire, std::unique_ptr<Handles> handles) : wire_(std::move(wire)), handles_(std::move(handles)) {}
Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;
Session::~Session() = default;

os::Reached<Session> Session::shake_hands(Wire wire, const Offer& offer) {
    const ErrorQueue queue;
    const Context context = context_for(offer);
    auto handles = std::make_unique<Handles>();
    handles->session.reset(SSL_new(context.get()));
    Bio from_peer(BIO_new(BIO_s_mem()));
    Bio to_peer(BIO_new(BIO_s_mem()));
    SSL* const ssl = handles->session.get();
    if (ssl == nullptr || !from_peer || !to_peer) throw std::bad_alloc();
    handles->from_peer = from_peer.release();
    handles->to_peer = to_peer.release();
    SSL_set_bio(ssl, handles->from_peer, handles->to_peer);
    SSL_set_connect_state(ssl);
    SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
    offer_protocols(ssl, offer.protocols);
    std::string name = offer.server_name;
    if (!name.empty()) SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());

    Session session(std::move(wire), std::move(handles));
    while (true) {
        ERR_clear_error();
        const int answer = SSL_do_handshake(ssl);
        const int state = SSL_get_error(ssl, answer);
        std::optional<os::Unreached> failed;
        if (answer != 1 && state != SSL_ERROR_WANT_READ) failed = failure();
        auto step = session.flush();
        if (failed) return tl::unexpected(*std::move(failed));
        if (!step) return tl::unexpected(std::move(step.error()));
        if (answer == 1) return session;
        step = session.feed();
        if (!step) return tl::unexpected(std::move(step.error()));
    }
}

os::Reached<bool> Session::flush() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(handles_->to_peer, &bytes);
    if (size <= 0) return true;
    auto sent = wire_.send({bytes, static_cast<std::size_t>(size)});
    BIO_reset(handles_->to_peer);
    return sent;
}

os::Reached<bool> Session::feed() {
    const auto bytes = wire_.receive();
    if (!bytes) return tl::unexpected(bytes.error());
    if (bytes->empty()) return tl::unexpected(ended_early());
    if (BIO_write(handles_->from_peer, bytes->data(), static_cast<int>(bytes->size())) <= 0) throw std::bad_alloc();
    return true;
}

Presented Session::presented() const {
    const ErrorQueue queue;
    SSL* const ssl = handles_->session.get();
    Presented answer;
    const int version = SSL_version(ssl);
    for (const Version known : {Version::tls_1_0, Version::tls_1_1, Version::tls_1_2, Version::tls_1_3}) {
        if (number_of(known) == version) answer.version = name_of(known);
    }
    answer.cipher = SSL_get_cipher_name(ssl);
    if (const int group = static_cast<int>(SSL_get_negotiated_group(ssl)); group != NID_undef) {
        const char* const name = OBJ_nid2sn(group);
        answer.group = name != nullptr ? name : "";
    }
    const unsigned char* protocol = nullptr;
    unsigned int protocol_size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &protocol_size);
    if (protocol != nullptr) answer.protocol.assign(as_characters(protocol), protocol_size);
    const STACK_OF(X509)* const sent = SSL_get_peer_cert_chain(ssl);
    for (int i = 0; i < std::min(sent == nullptr ? 0 : sk_X509_num(sent), sent_limit); ++i) {
        auto certificate = describe_certificate(sk_X509_value(sent, i));
        if (!certificate) continue;
        certificate->line = answer.sent.size() + 1;
        answer.sent.push_back(*std::move(certificate));
    }
    const unsigned char* staple = nullptr;
    const long staple_size = SSL_get_tlsext_status_ocsp_resp(ssl, &staple);
    if (staple_size > 0) {
        answer.staple = read_staple({as_characters(staple), static_cast<std::size_t>(staple_size)}, answer.sent);
    }
    return answer;
}

os::Reached<bool> Session::send(std::string_view bytes) {
    const ErrorQueue queue;
    const int size = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
    if (SSL_write(handles_->session.get(), bytes.data(), size) <= 0) return tl::unexpected(failure());
    return flush();
}

os::Reached<std::string> Session::receive() {
    std::array<char, 16384> room{};
    while (true) {
        const ErrorQueue queue;
        SSL* const ssl = handles_->session.get();
        const int count = SSL_read(ssl, room.data(), static_cast<int>(room.size()));
        if (count > 0) return std::string(room.data(), static_cast<std::size_t>(count));
        const int state = SSL_get_error(ssl, count);
        if (state == SSL_ERROR_ZERO_RETURN) return std::string();
        if (state != SSL_ERROR_WANT_READ) return tl::unexpected(failure());
        auto step = flush();
        if (step) step = feed();
        if (!step) return tl::unexpected(std::move(step.error()));
    }
}

}  // namespace megactl::tls
