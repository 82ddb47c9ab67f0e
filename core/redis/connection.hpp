#pragma once

#include "core/base/error.hpp"
#include "core/redis/command.hpp"
#include "core/redis/endpoint.hpp"
#include "core/redis/reply.hpp"
#include "core/redis/reply_reader.hpp"
#include "core/redis/stream.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::redis {

// How long a server may be silent.
struct Patience {
    std::chrono::milliseconds connect{1000};
    std::chrono::milliseconds reply{5000};  // since the last sign of progress; twelve times that in all
};

// A Lua program that runs within the server, all of it or nothing, and the name it is known by there.
class Script {
public:
    explicit Script(std::string_view text);

    std::string_view text() const { return text_; }
    const std::string& digest() const { return digest_; }

private:
    std::string_view text_;  // a literal
    std::string digest_;     // SHA-1, as EVALSHA wants it
};

// A connection to a Redis server, made at its first use, and again at the next one after it was lost. One thread at a
// time.
//
// Every call throws Error{service} where the server can't be reached, is silent for longer than our patience or speaks
// no Redis; then it is not known what of the call was done. What it answers, refusals included, is a Reply.
class Connection {
public:
    explicit Connection(Endpoint endpoint, Patience patience = {});

    const Endpoint& endpoint() const { return endpoint_; }

    // One write, then as many replies as there are commands, in their order.
    std::vector<Reply> send(const Commands& commands);
    // The reply to a single command. `call` throws Error{service} for a refusal; `ask` returns it.
    Reply ask(const Commands& command);
    Reply call(const Commands& command);
    // As `call`, but throws by the deadline where that comes before our patience ends; connecting counts into it.
    Reply call_by(os::Deadline deadline, const Commands& command);
    // Runs a script, which is sent only where the server has not seen it. Throws for a refusal.
    Reply run(const Script& script, std::span<const std::string> keys, std::span<const std::string_view> arguments);
    Reply run(const Script& script, std::span<const std::string> keys, std::span<const std::string> arguments);

    // The next thing that comes without a question: what a subscription brings. Nothing at the deadline or a stop.
    std::optional<Reply> await(os::Deadline deadline, const std::stop_token& stop);

    bool is_connected() const { return stream_ != nullptr; }
    void disconnect();
    // Counts the connections that were made: who keeps something on the server's side of one sees that it is gone.
    std::uint64_t generation() const { return generation_; }

    // A refusal in words, with the next step.
    Error refused(const Reply& refusal) const;

private:
    void connect();
    void introduce();
    bool is_stale() const;
    std::vector<Reply> exchange(const Commands& commands);
    std::optional<Reply> take_reply();
    bool read_some();
    std::size_t write_some(std::string_view bytes);
    Error lost(std::string_view reason);

    Endpoint endpoint_;
    Patience patience_;
    os::Deadline limit_ = os::Deadline::max();  // of the call that runs
    std::unique_ptr<Stream> stream_;
    ReplyReader reader_;
    std::uint64_t generation_ = 0;
};

}  // namespace megactl::redis
