#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>

struct ssl_ctx_st;

namespace megactl::tls {

// How a server speaks TLS: its certificate with what is sent behind it, its key, and what Mozilla calls the
// intermediate configuration (TLS 1.2 and 1.3, forward secrecy, no renegotiation). Immutable, a copy costs nothing, and
// what was begun with it goes on without it.
class ServerContext {
public:
    // The certificates of the one text in their order, and the first key of the other. A problem where OpenSSL refuses
    // them; a passphrase is never asked for.
    static Result<ServerContext> from_pem(std::string_view certificates, std::string_view key);
    static Result<ServerContext> read(const std::filesystem::path& certificate, const std::filesystem::path& key);

    // The same pair, with new keys for session tickets: who has the old ones reads no session of the new.
    ServerContext renewed() const;

    bool presents_the_same_as(const ServerContext& other) const;
    std::chrono::sys_seconds not_after() const;  // of the first certificate
    ssl_ctx_st* get() const { return context_.get(); }

private:
    explicit ServerContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

    std::shared_ptr<ssl_ctx_st> context_;
};

// The context that new connections get, swapped whole while the others go on. Safe from every thread.
class ServedContext {
public:
    explicit ServedContext(ServerContext first) : context_(std::move(first)) {}

    ServerContext current() const {
        const std::lock_guard lock(mutex_);
        return context_;
    }
    void replace(ServerContext next) {
        const std::lock_guard lock(mutex_);
        context_ = std::move(next);
    }

private:
    mutable std::mutex mutex_;
    ServerContext context_;  // guarded
};

}  // namespace megactl::tls
