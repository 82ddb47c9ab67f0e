#include "core/os/file.hpp"
#include "core/tls/server_session.hpp"
#include "tests/support/certificates.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

using megactl::tls::ServerContext;
using megactl::tls::ServerSession;
namespace tests = megactl::tests;

const ServerContext& context() {
    static const ServerContext made =
        ServerContext::from_pem(tests::TestCertificate::self_signed(tests::ec_key()).pem(), tests::ec_key().pem())
            .value();
    return made;
}

// What the socket does not take at once is left out: it is more than any handshake.
void say(int socket, std::string_view bytes) {
    [[maybe_unused]] const ssize_t ignored = ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace

// Whatever a client says first: each call ends, and an end is an end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
    const megactl::os::Descriptor server(ends[0]);
    const megactl::os::Descriptor client(ends[1]);
    ServerSession session(context(), server.number());
    std::vector<char> room(ServerSession::least_room);

    const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
    const std::size_t half = size / 2;
    for (const std::string_view part : {input.substr(0, half), input.substr(half)}) {
        if (!part.empty()) say(client.number(), part);
        // Four times a share is more than the socket holds.
        for (int i = 0; i < 16; ++i) {
            const ssize_t count = session.receive(room);
            if (count < 0 && errno != EAGAIN && !session.has_ended()) std::abort();
            if (count == 0 && !session.has_ended()) std::abort();
            if (count > 0) std::abort();  // nobody can have the keys of this session
        }
    }
    if (session.is_established()) std::abort();
    session.finish();
    return 0;
}
