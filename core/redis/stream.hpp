#pragma once

#include "core/base/result.hpp"
#include "core/os/deadline.hpp"
#include "core/os/file.hpp"
#include "core/os/reached.hpp"
#include "core/redis/endpoint.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace megactl::redis {

// What became of a read or a write that never waits.
struct Progress {
    enum class State {
        done,         // `count` bytes went
        wants_read,   // nothing went; wait until the socket can be read, then call again
        wants_write,  // the same with writing
        closed,       // the other side has ended it
        failed,
    };
    State state = State::done;
    std::size_t count = 0;
    std::string reason{};  // of a failure
};

// Bytes to a server and back, plain or within TLS.
class Stream {
public:
    explicit Stream(os::Descriptor socket) : socket_(std::move(socket)) {}
    virtual ~Stream() = default;

    virtual Progress read(std::span<char> room) = 0;
    virtual Progress write(std::string_view bytes) = 0;

    int descriptor() const { return socket_.number(); }

private:
    os::Descriptor socket_;
};

std::unique_ptr<Stream> plain_stream(os::Descriptor socket);
// Shakes hands, and checks the certificate's chain and name as the options say.
os::Reached<std::unique_ptr<Stream>> tls_stream(os::Descriptor socket, const TlsOptions& options,
                                                const std::string& host, os::Deadline deadline);

}  // namespace megactl::redis
