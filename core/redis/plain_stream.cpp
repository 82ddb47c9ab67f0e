#include "core/base/error.hpp"
#include "core/redis/stream.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace megactl::redis {
namespace {

Progress progress_of(ssize_t count, Progress::State when_it_would_block) {
    if (count >= 0) return {Progress::State::done, static_cast<std::size_t>(count)};
    if (errno == EAGAIN || errno == EINTR) return {when_it_would_block};
    if (errno == EPIPE || errno == ECONNRESET) return {Progress::State::closed};
    return {Progress::State::failed, 0, system_reason(errno)};
}

class PlainStream final : public Stream {
public:
    using Stream::Stream;

    Progress read(std::span<char> room) override {
        Progress progress = progress_of(::recv(descriptor(), room.data(), room.size(), 0), Progress::State::wants_read);
        if (progress.state == Progress::State::done && progress.count == 0) progress.state = Progress::State::closed;
        return progress;
    }

    Progress write(std::string_view bytes) override {
        return progress_of(::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                           Progress::State::wants_write);
    }
};

}  // namespace

std::unique_ptr<Stream> plain_stream(os::Descriptor socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace megactl::redis
