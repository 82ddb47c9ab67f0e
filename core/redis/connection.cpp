#include "core/redis/connection.hpp"

#include "core/base/text.hpp"
#include "core/os/connect.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace megactl::redis {
namespace {

using Clock = std::chrono::steady_clock;

std::string_view next_step(Refusal refusal) {
    switch (refusal) {
        case Refusal::no_authentication: return "name its password in the URL: `redis://:PASSWORD@HOST`";
        case Refusal::wrong_password: return "user and password of the URL are not those that it knows";
        case Refusal::no_permission:
            return "megactl's user needs `+@read +@write +@connection +@scripting +@transaction +@pubsub ~* &*`; see "
                   "`ACL SETUSER`";
        case Refusal::loading: return "it still reads its data from disk; try again";
        case Refusal::read_only: return "it is a replica: name the primary";
        case Refusal::out_of_memory: return "its `maxmemory` is reached: raise it, or purge a queue";
        case Refusal::cannot_persist: return "it can't save to its disk: see its log, and `redis-cli INFO persistence`";
        case Refusal::wrong_type: return "another program keeps something else under a key of the queue's";
        case Refusal::no_database:
            return "its `databases` setting says how many it has, 16 by default: name a lower number in the URL";
        case Refusal::no_script:
        case Refusal::other: break;
    }
    return "";
}

}  // namespace

Connection::Connection(Endpoint endpoint, Patience patience) : endpoint_(std::move(endpoint)), patience_(patience) {}

std::vector<Reply> Connection::send(const Commands& commands) {
    if (commands.count() == 0) return {};
    if (stream_ && is_stale()) disconnect();
    if (!stream_) connect();
    return exchange(commands);
}

Reply Connection::ask(const Commands& command) {
    return std::move(send(command).front());
}

Reply Connection::call(const Commands& command) {
    Reply reply = ask(command);
    if (reply.is_error()) throw refused(reply);
    return reply;
}

Reply Connection::call_by(os::Deadline deadline, const Commands& command) {
    struct Restored {
        os::Deadline& limit;
        ~Restored() { limit = os::Deadline::max(); }
    };
    const Restored restored{limit_};
    limit_ = deadline;
    return call(command);
}

Reply Connection::run(const Script& script, std::span<const std::string> keys, std::span<const std::string> arguments) {
    return run(script, keys, std::vector<std::string_view>(arguments.begin(), arguments.end()));
}

Reply Connection::run(const Script& script, std::span<const std::string> keys,
                      std::span<const std::string_view> arguments) {
    const auto run_by = [&](std::string_view command, std::string_view name) {
        constexpr std::size_t usual_frame = 16;  // of a word
        std::size_t size = name.size() + usual_frame * (3 + keys.size() + arguments.size());
        for (const std::string& key : keys)
            size += key.size();
        for (const std::string_view argument : arguments)
            size += argument.size();
        Commands commands;
        commands.reserve(size);
        commands.begin(3 + keys.size() + arguments.size()).add_word(command).add_word(name).add_word(keys.size());
        for (const std::string& key : keys)
            commands.add_word(key);
        for (const std::string_view argument : arguments)
            commands.add_word(argument);
        return ask(commands);
    };
    Reply reply = run_by("EVALSHA", script.digest());
    if (reply.is_error() && reply.refusal() == Refusal::no_script) reply = run_by("EVAL", script.text());
    if (reply.is_error()) throw refused(reply);
    return reply;
}

std::optional<Reply> Connection::await(os::Deadline deadline, const std::stop_token& stop) {
    if (!stream_) throw lost("the connection was lost");
    const os::StopDescriptor stopped(stop);
    while (true) {
        if (auto reply = take_reply()) return reply;
        if (read_some()) continue;
        if (os::wait_until_ready(stream_->descriptor(), POLLIN, deadline, &stopped) != os::Readiness::ready)
            return std::nullopt;
    }
}

void Connection::disconnect() {
    stream_.reset();
    reader_ = ReplyReader();
}

Error Connection::refused(const Reply& refusal) const {
    const std::string_view step = next_step(refusal.refusal());
    // Where in our script it happened is nothing to whoever reads this.
    const std::string_view text = std::string_view(refusal.text).substr(0, refusal.text.find(" script: "));
    Error error(Error::Kind::service, fmt::format("Redis at `{}` refuses: {}", endpoint_.name(), text));
    return step.empty() ? error : std::move(error).help(std::string(step));
}

void Connection::connect() {
    const os::Deadline deadline = std::min(limit_, Clock::now() + patience_.connect);
    const bool is_local = endpoint_.transport == Endpoint::Transport::unix_socket;
    auto socket = is_local ? os::connect_unix(endpoint_.socket, deadline)
                           : os::connect_tcp(endpoint_.host, endpoint_.port, deadline);
    const auto unreachable = [this](const os::Unreached& why) {
        Error error(Error::Kind::service, fmt::format("can't reach Redis at `{}`: {}", endpoint_.name(), why.reason));
        return why.help.empty() ? error : std::move(error).help(why.help);
    };
    if (!socket) throw unreachable(socket.error()).help("`megactl wait --broker` waits until it answers");
    if (endpoint_.transport == Endpoint::Transport::tls) {
        auto stream = tls_stream(*std::move(socket), endpoint_.tls, endpoint_.host, deadline);
        if (!stream) throw unreachable(stream.error());
        stream_ = *std::move(stream);
    } else {
        stream_ = plain_stream(*std::move(socket));
    }
    reader_ = ReplyReader();
    ++generation_;
    introduce();
}

// Says who we are and which database we mean. Our name is for whoever reads CLIENT LIST, and a server that does not
// want to know it is no worse; but this is also the first reply of one that takes nobody, or wants a password.
void Connection::introduce() {
    Commands commands;
    if (!endpoint_.password.empty()) {
        if (endpoint_.user.empty()) {
            commands.add({"AUTH", endpoint_.password.reveal()});
        } else {
            commands.add({"AUTH", endpoint_.user, endpoint_.password.reveal()});
        }
    }
    if (endpoint_.database != 0) commands.add({"SELECT", fmt::format("{}", endpoint_.database)});
    commands.add({"CLIENT", "SETNAME", "megactl"});
    const auto replies = exchange(commands);
    for (const Reply& reply : replies) {
        if (!reply.is_error()) continue;
        const bool is_name_unwanted =
            reply.refusal() == Refusal::no_permission || lower(reply.text).starts_with("err unknown");
        if (&reply == &replies.back() && is_name_unwanted) continue;
        disconnect();
        throw refused(reply);
    }
}

// Has the server closed the connection while nobody looked? Then nothing was lost yet, and a new one is as good.
bool Connection::is_stale() const {
    char byte = 0;
    const ssize_t count = ::recv(stream_->descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

// Writes and reads at once: a server stops reading from who does not read its replies.
std::vector<Reply> Connection::exchange(const Commands& commands) {
    std::vector<Reply> replies;
    replies.reserve(commands.count());
    std::string_view unsent = commands.bytes();
    // A byte now and then is progress as well, and without end.
    const auto whole = 12 * patience_.reply;
    const os::Deadline last = std::min(limit_, Clock::now() + whole);
    os::Deadline deadline = std::min(last, Clock::now() + patience_.reply);
    bool was_last_look = false;
    while (replies.size() < commands.count()) {
        if (auto reply = take_reply()) {
            replies.push_back(*std::move(reply));
            continue;
        }
        const std::size_t sent = unsent.empty() ? 0 : write_some(unsent);
        unsent.remove_prefix(sent);
        // What came with the last second is an answer all the same.
        const bool is_over = std::exchange(was_last_look, Clock::now() >= last);
        if (!is_over && (read_some() || sent > 0)) {
            deadline = std::min(last, Clock::now() + patience_.reply);
            continue;
        }
        const auto events = static_cast<short>(unsent.empty() ? POLLIN : POLLIN | POLLOUT);
        if (!is_over && os::wait_until_ready(stream_->descriptor(), events, deadline) == os::Readiness::ready) continue;
        if (deadline == limit_) throw lost("no answer in time");
        if (deadline == last) throw lost(fmt::format("no whole answer within {}", format_duration(whole)));
        throw lost(fmt::format("no answer within {}", format_duration(patience_.reply)));
    }
    return replies;
}

std::optional<Reply> Connection::take_reply() {
    auto reply = reader_.next();
    if (!reply) throw lost(reply.error().reason);
    return *std::move(reply);
}

bool Connection::read_some() {
    constexpr std::size_t room_size = 65'536;
    std::array<char, room_size> room{};
    const Progress progress = stream_->read(room);
    if (progress.state == Progress::State::failed) throw lost(progress.reason);
    if (progress.state == Progress::State::closed) throw lost("it closed the connection");
    if (progress.state != Progress::State::done) return false;
    reader_.feed({room.data(), progress.count});
    return true;
}

std::size_t Connection::write_some(std::string_view bytes) {
    const Progress progress = stream_->write(bytes);
    if (progress.state == Progress::State::failed) throw lost(progress.reason);
    if (progress.state == Progress::State::closed) throw lost("it closed the connection");
    return progress.count;
}

Error Connection::lost(std::string_view reason) {
    disconnect();
    return {Error::Kind::service, fmt::format("lost Redis at `{}`: {}", endpoint_.name(), reason)};
}

}  // namespace megactl::redis
