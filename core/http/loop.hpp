#pragma once

#include "core/http/connection.hpp"
#include "core/http/handler.hpp"
#include "core/http/limits.hpp"
#include "core/http/listener.hpp"
#include "core/os/file.hpp"
#include "core/tls/server_context.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::http {

// One thread's share of the server: its listeners and its connections, which no other thread touches.
//
// A tick is one epoll_wait, one recv a connection that has something to say, one call of before_answers(), and one send
// a connection: answers of pipelined requests leave together, and what must be safe before them is made safe once.
class Loop {
public:
    // `served`: what listeners that speak TLS present; null where none does. It outlives the loop.
    Loop(std::vector<Listener> listeners, Handler& handler, const Limits& limits,
         const tls::ServedContext* served = nullptr);

    // Until a stop is asked for, and then until what has begun is answered or the grace is over.
    void run(const std::stop_token& stop);

private:
    // Names of what epoll watches: connections by their slot, the others beyond every slot.
    static constexpr std::uint64_t stop_name = 1ULL << 32U;
    static constexpr std::uint64_t listener_names = stop_name + 1;

    struct Answer {
        std::uint32_t slot;
        std::size_t begin;  // in output_
        std::size_t end;
    };

    void watch(int descriptor, std::uint64_t name, std::uint32_t events, int operation) const;
    void watch_connection(std::uint32_t slot);
    int wait_time() const;
    void take_event(std::uint64_t name, std::uint32_t events);

    // True: more may wait there than one tick takes.
    bool accept_from(const Listener& listener);
    void pause_accepting(std::string_view reason);
    void resume_accepting();

    void receive(std::uint32_t slot);
    bool may_shake_hands(const Connection& connection);
    void end_badly(std::uint32_t slot);
    void take_requests(std::uint32_t slot, std::string_view input);
    bool take_request(Connection& connection, std::string_view& input);
    void keep(Connection& connection, std::string_view input);
    void send_answers();
    void send(std::uint32_t slot, std::string_view bytes);
    void after_sending(std::uint32_t slot);
    void close(std::uint32_t slot);

    void drain();
    void sweep();
    void free_closed();

    std::vector<Listener> listeners_;
    Handler& handler_;
    Limits limits_;
    const tls::ServedContext* served_;
    os::Descriptor epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;  // by slot
    std::vector<std::uint32_t> free_slots_;
    std::vector<std::uint32_t> closed_;   // in this tick: freed at its end, for its events may still name them
    std::vector<std::uint32_t> waiting_;  // Connection::is_waiting, taken up in the next tick
    std::size_t open_ = 0;

    std::vector<char> input_;
    Request request_;
    std::string output_;
    std::vector<Answer> answers_;
    std::size_t handshakes_ = 0;  // moved on in this tick

    Instant now_{};
    Instant next_sweep_{};
    std::chrono::milliseconds sweep_interval_{};
    Instant resume_at_{};
    Instant next_complaint_{};
    Instant end_of_grace_{};
    bool is_paused_ = false;
    bool is_draining_ = false;
};

}  // namespace megactl::http
