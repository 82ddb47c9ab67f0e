#include "core/base/freed.hpp"
#include "core/os/connect.hpp"
#include "core/redis/stream.hpp"

#include <climits>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace megactl::redis {
namespace {

using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;
using Method = std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>>;

int socket_of(BIO* bio) {
    return *static_cast<const int*>(::BIO_get_data(bio));
}

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a server that goes away would end us by SIGPIPE.
int send_quietly(BIO* bio, const char* bytes, int size) {
    const ssize_t count = ::send(socket_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    ::BIO_clear_retry_flags(bio);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) ::BIO_set_retry_write(bio);
    return static_cast<int>(count);
}

int receive(BIO* bio, char* room, int size) {
    const ssize_t count = ::recv(socket_of(bio), room, static_cast<std::size_t>(size), 0);
    ::BIO_clear_retry_flags(bio);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) ::BIO_set_retry_read(bio);
    return static_cast<int>(count);
}

long control(BIO* /*bio*/, int request, long /*number*/, void* /*pointer*/) {
    return request == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* quiet_socket() {
    static const Method method = [] {
        Method made(::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "quiet socket"));
        if (!made) throw std::bad_alloc();
        ::BIO_meth_set_write(made.get(), send_quietly);
        ::BIO_meth_set_read(made.get(), receive);
        ::BIO_meth_set_ctrl(made.get(), control);
        return made;
    }();
    return method.get();
}

// What OpenSSL says of its last failure, in its words: "certificate verify failed".
std::string openssl_reason() {
    const unsigned long code = ::ERR_get_error();
    ::ERR_clear_error();
    const char* const reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
    return reason == nullptr ? "the connection ended in the middle of TLS" : reason;
}

Result<Context> context_of(const TlsOptions& options) {
    Context context(::SSL_CTX_new(::TLS_client_method()));
    if (!context) throw std::bad_alloc();
    ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    ::SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (options.verifies) {
        ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
        const bool has_authorities = options.authorities.empty()
                                         ? ::SSL_CTX_set_default_verify_paths(context.get()) == 1
                                         : ::SSL_CTX_load_verify_file(context.get(), options.authorities.c_str()) == 1;
        if (!has_authorities) {
            return problem(fmt::format("the authorities in `{}` (ssl_ca_certs) can't be read: {}",
                                       options.authorities.string(), openssl_reason()));
        }
    }
    if (options.certificate.empty()) return context;
    if (::SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1) {
        return problem(fmt::format("the certificate in `{}` (ssl_certfile) can't be read: {}",
                                   options.certificate.string(), openssl_reason()));
    }
    if (::SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        return problem(
            fmt::format("the key in `{}` (ssl_keyfile) can't be used: {}", options.key.string(), openssl_reason()));
    }
    return context;
}

class TlsStream final : public Stream {
public:
    TlsStream(os::Descriptor socket, SSL_CTX* context)
        : Stream(std::move(socket)), number_(descriptor()), session_(::SSL_new(context)) {
        BIO* const bio = session_ ? ::BIO_new(quiet_socket()) : nullptr;
        if (bio == nullptr) throw std::bad_alloc();
        ::BIO_set_data(bio, &number_);
        ::BIO_set_init(bio, 1);
        ::SSL_set_bio(session_.get(), bio, bio);
        ::SSL_set_connect_state(session_.get());
    }
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;
    ~TlsStream() override = default;

    // Whom the certificate must name. An address is not sent along: the protocol has room for names only.
    bool expect(std::string host, const TlsOptions& options) {
        X509_VERIFY_PARAM* const checks = ::SSL_get0_param(session_.get());
        const bool checks_name = options.verifies && options.checks_name;
        if (::X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) == 1) {
            if (!checks_name) ::X509_VERIFY_PARAM_set1_ip(checks, nullptr, 0);
            return true;
        }
        ::ERR_clear_error();
        if (checks_name && ::SSL_set1_host(session_.get(), host.c_str()) != 1) return false;
        return ::SSL_ctrl(session_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
    }

    os::Reached<bool> shake_hands(os::Deadline deadline) {
        while (true) {
            ::ERR_clear_error();
            const int answer = ::SSL_do_handshake(session_.get());
            if (answer == 1) return true;
            const Progress progress = progress_of(answer);
            const bool wants_read = progress.state == Progress::State::wants_read;
            if (!wants_read && progress.state != Progress::State::wants_write) return tl::unexpected(failure());
            const short events = wants_read ? POLLIN : POLLOUT;
            if (os::wait_until_ready(descriptor(), events, deadline) != os::Readiness::ready)
                return os::unreached("it did not answer TLS in time", plain_help);
        }
    }

    Progress read(std::span<char> room) override {
        ::ERR_clear_error();
        const int size = static_cast<int>(std::min<std::size_t>(room.size(), INT_MAX));
        return progress_of(::SSL_read(session_.get(), room.data(), size));
    }

    Progress write(std::string_view bytes) override {
        ::ERR_clear_error();
        const int size = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
        return progress_of(::SSL_write(session_.get(), bytes.data(), size));
    }

private:
    Progress progress_of(int answer) {
        if (answer > 0) return {Progress::State::done, static_cast<std::size_t>(answer)};
        switch (::SSL_get_error(session_.get(), answer)) {
            case SSL_ERROR_WANT_READ: return {Progress::State::wants_read};
            case SSL_ERROR_WANT_WRITE: return {Progress::State::wants_write};
            case SSL_ERROR_ZERO_RETURN:
            case SSL_ERROR_SYSCALL: return {Progress::State::closed};
            default: return {Progress::State::failed, 0, openssl_reason()};
        }
    }

    // Why the handshake failed. For a certificate the verification's own words are the ones that help.
    os::Unreached failure() {
        const long verification = ::SSL_get_verify_result(session_.get());
        std::string reason = openssl_reason();
        if (verification == X509_V_OK) return {{std::move(reason)}, plain_help};
        return {
            {fmt::format("its certificate is not to be trusted: {}", ::X509_verify_cert_error_string(verification))},
            "`megactl tls probe HOST:PORT` tells what is wrong with it; `ssl_ca_certs=FILE` in the URL names an "
            "authority of your own"};
    }

    static constexpr const char* plain_help = "does it speak TLS at this port? `redis://` asks in the clear";

    int number_;  // what the BIO reads and writes
    Session session_;
};

}  // namespace

os::Reached<std::unique_ptr<Stream>> tls_stream(os::Descriptor socket, const TlsOptions& options,
                                                const std::string& host, os::Deadline deadline) {
    ::ERR_clear_error();
    const auto context = context_of(options);
    if (!context) return os::unreached(context.error().reason);
    auto stream = std::make_unique<TlsStream>(std::move(socket), context->get());  // the session keeps its context
    if (!stream->expect(host, options)) return os::unreached(openssl_reason());
    const auto shaken = stream->shake_hands(deadline);
    if (!shaken) return tl::unexpected(shaken.error());
    return stream;
}

}  // namespace megactl::redis
