#include "core/http/loop.hpp"

#include "core/base/error.hpp"
#include "core/log/log.hpp"
#include "core/os/connect.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace megactl::http {
namespace {

constexpr std::size_t read_size = tls::ServerSession::least_room;
constexpr std::size_t events_a_tick = 256;
constexpr int plain_http_status = 400;
constexpr std::chrono::seconds longest_sweep_interval{1};
constexpr std::chrono::milliseconds longest_sleep{3'600'000};
constexpr std::chrono::milliseconds shortest_sweep_interval{5};
// What a client that has only just connected gets to say its request, when the server stops.
constexpr std::chrono::seconds first_words{1};

}  // namespace

Loop::Loop(std::vector<Listener> listeners, Handler& handler, const Limits& limits, const tls::ServedContext* served)
    : listeners_(std::move(listeners)),
      handler_(handler),
      limits_(limits),
      served_(served),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      input_(read_size) {
    if (!epoll_) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    const auto shortest =
        std::min({limits.handshake, limits.head, limits.idle, limits.send, limits.linger, limits.grace});
    sweep_interval_ =
        std::clamp<std::chrono::milliseconds>(shortest / 4, shortest_sweep_interval, longest_sweep_interval);
    for (std::size_t i = 0; i < listeners_.size(); ++i)
        watch(listeners_[i].socket.number(), listener_names + i, EPOLLIN, EPOLL_CTL_ADD);
}

void Loop::watch(int descriptor, std::uint64_t name, std::uint32_t events, int operation) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = name;
    if (::epoll_ctl(epoll_.number(), operation, descriptor, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
}

void Loop::run(const std::stop_token& stop) {
    const os::StopDescriptor stopped(stop);
    watch(stopped.number(), stop_name, EPOLLIN, EPOLL_CTL_ADD);
    std::array<epoll_event, events_a_tick> events{};
    now_ = std::chrono::steady_clock::now();
    while (!is_draining_ || (open_ > 0 && now_ < end_of_grace_)) {
        const int count = ::epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()), wait_time());
        now_ = std::chrono::steady_clock::now();
        handshakes_ = 0;
        handler_.begin_tick(std::chrono::system_clock::now());

        const std::vector<std::uint32_t> waiting = std::exchange(waiting_, {});
        bool shall_stop = false;
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.u64 == stop_name) {
                watch(stopped.number(), stop_name, 0, EPOLL_CTL_DEL);
                shall_stop = true;
            } else {
                take_event(event.data.u64, event.events);
            }
        }
        for (const std::uint32_t slot : waiting) {
            if (!connections_[slot]->is_closed) take_requests(slot, connections_[slot]->pending);
        }
        send_answers();
        if (shall_stop) {  // only now: draining closes who is answered
            drain();
            send_answers();
        }
        if (now_ >= next_sweep_) sweep();
        free_closed();
        if (is_paused_ && now_ >= resume_at_) resume_accepting();
    }
}

int Loop::wait_time() const {
    if (!waiting_.empty()) return 0;
    const bool is_bound = limits_.sleep.count() > 0;
    if (open_ == 0 && !is_paused_)
        return is_bound ? static_cast<int>(std::min(limits_.sleep, longest_sleep).count()) : -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_sweep_ - now_);
    const auto longest = is_bound ? std::min(limits_.sleep, sweep_interval_) : sweep_interval_;
    return static_cast<int>(std::clamp<std::chrono::milliseconds>(left, {}, longest).count());
}

void Loop::take_event(std::uint64_t name, std::uint32_t events) {
    if (name >= listener_names) {
        if (!is_draining_) accept_from(listeners_[name - listener_names]);
        return;
    }
    const auto slot = static_cast<std::uint32_t>(name);
    Connection& connection = *connections_[slot];
    if (connection.is_closed) return;
    if (connection.is_blocked) {
        if ((events & (EPOLLERR | EPOLLHUP)) != 0) return close(slot);
        if ((events & EPOLLOUT) != 0) send(slot, std::exchange(connection.unsent, {}));
        return;
    }
    if (may_shake_hands(connection)) receive(slot);
}

// Who waits for its handshake waits on in epoll; those who have had theirs do not wait for all of them.
bool Loop::may_shake_hands(const Connection& connection) {
    return connection.is_greeted || handshakes_++ < limits_.handshakes;
}

void Loop::watch_connection(std::uint32_t slot) {
    Connection& connection = *connections_[slot];
    const std::uint32_t awaited = connection.awaited();
    if (awaited == connection.watched) return;
    watch(connection.socket(), slot, awaited, connection.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD);
    connection.watched = awaited;
}

void Loop::receive(std::uint32_t slot) {
    Connection& connection = *connections_[slot];
    if (connection.is_waiting) return;
    const ssize_t count = connection.receive(input_);
    const bool is_later = count < 0 && (errno == EAGAIN || errno == EINTR);
    if (count < 0 && !is_later) return end_badly(slot);
    if (count == 0) return close(slot);
    watch_connection(slot);
    if (!connection.is_greeted && !connection.is_shaking_hands()) {
        connection.is_greeted = true;
        connection.deadline = now_ + (is_draining_ ? first_words : limits_.head);
    }
    if (is_later) return;
    if (connection.is_ending) return;  // what comes behind the last request is read and forgotten
    std::string_view input(input_.data(), static_cast<std::size_t>(count));
    if (!connection.pending.empty()) {
        connection.pending.append(input);
        input = connection.pending;
    }
    take_requests(slot, input);
}

// Who speaks HTTP where TLS is spoken is told; nobody else could read an answer.
void Loop::end_badly(std::uint32_t slot) {
    Connection& connection = *connections_[slot];
    if (!connection.hears_plain_http()) return close(slot);
    connection.speak_plainly();
    connection.is_ending = true;
    const std::size_t begin = output_.size();
    handler_.refuse(plain_http_status, "This port speaks HTTPS, and the request came in plain HTTP.", output_);
    answers_.push_back({slot, begin, output_.size()});
}

void Loop::take_requests(std::uint32_t slot, std::string_view input) {
    Connection& connection = *connections_[slot];
    const std::size_t begin = output_.size();
    connection.is_waiting = false;
    while (!connection.is_ending && take_request(connection, input)) {
        if (output_.size() - begin >= limits_.unsent && !input.empty()) {
            connection.is_waiting = true;
            break;
        }
    }
    if (connection.has_ended() && !connection.is_waiting) connection.is_ending = true;
    keep(connection, input);
    if (output_.size() > begin) {
        answers_.push_back({slot, begin, output_.size()});
    } else if (connection.is_ending) {
        after_sending(slot);
    }
}

// False where more bytes are wanted, or none.
bool Loop::take_request(Connection& connection, std::string_view& input) {
    const bool was_in_body = connection.body.is_open();
    const BodySkipper::Progress body = connection.body.skip(input);
    if (was_in_body && body == BodySkipper::Progress::complete) connection.is_midway = false;
    if (body == BodySkipper::Progress::refused) connection.is_ending = true;
    if (body != BodySkipper::Progress::complete || input.empty()) return false;

    const RequestReader::Progress head = connection.reader.read(input, request_);
    if (head == RequestReader::Progress::refused) {
        handler_.refuse(connection.reader.status(), "", output_);
        connection.is_ending = true;
    }
    if (head != RequestReader::Progress::complete) return false;

    ++connection.requests;
    request_.is_secure = connection.is_secure();
    // A client that waits for leave to send its body gets the answer in its place; whether the body comes all the same
    // can't be known, so nothing behind it may be parsed.
    const bool has_body = request_.framing != Framing::none;
    const bool is_followed = request_.keeps_alive && connection.requests < limits_.requests && !is_draining_ &&
                             !(has_body && request_.expects_continue) && request_.body_length <= BodySkipper::limit;
    handler_.answer(request_, connection.peer(), is_followed, output_);
    connection.body = BodySkipper(request_.framing, request_.body_length);
    connection.is_ending = !is_followed;
    connection.is_midway = has_body;
    input.remove_prefix(connection.reader.head_size());
    return true;
}

// Keeps what was not understood yet, which may lie in `pending` itself, and sets the time for the rest.
void Loop::keep(Connection& connection, std::string_view input) {
    if (connection.is_ending) return;
    if (input.empty()) {
        if (!connection.pending.empty()) std::string().swap(connection.pending);
        const bool is_in_body = connection.is_midway && connection.body.is_open();
        if (!is_in_body) connection.deadline = now_ + limits_.idle;
        connection.is_midway = is_in_body;
        return;
    }
    if (connection.pending.empty()) {
        connection.pending = input;
    } else {
        connection.pending.erase(0, connection.pending.size() - input.size());
    }
    if (!connection.is_midway) connection.deadline = now_ + limits_.head;
    connection.is_midway = true;
}

void Loop::send_answers() {
    if (answers_.empty()) return;
    handler_.before_answers();
    for (const Answer& answer : answers_) {
        Connection& connection = *connections_[answer.slot];
        if (connection.is_closed) continue;
        const std::string_view bytes = std::string_view(output_).substr(answer.begin, answer.end - answer.begin);
        if (connection.is_blocked) {
            connection.unsent += bytes;
        } else {
            send(answer.slot, bytes);
        }
    }
    answers_.clear();
    output_.clear();
}

void Loop::send(std::uint32_t slot, std::string_view bytes) {
    Connection& connection = *connections_[slot];
    const ssize_t count = connection.send(bytes);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return close(slot);
    const auto sent = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    if (sent == bytes.size()) {
        connection.is_blocked = false;
        watch_connection(slot);
        return after_sending(slot);
    }
    connection.unsent = bytes.substr(sent);
    if (sent > 0 || !connection.is_blocked) connection.deadline = now_ + limits_.send;
    connection.is_blocked = true;
    watch_connection(slot);
}

void Loop::after_sending(std::uint32_t slot) {
    Connection& connection = *connections_[slot];
    if (connection.is_ending) {
        // Closed at once, bytes that came meanwhile would make the kernel reset what was just sent.
        connection.finish_sending();
        connection.deadline = now_ + limits_.linger;
        return;
    }
    if (connection.is_waiting) {
        waiting_.push_back(slot);
    } else if (!connection.is_midway) {
        connection.deadline = now_ + (is_draining_ ? first_words : limits_.idle);
    }
}

void Loop::close(std::uint32_t slot) {
    connections_[slot]->say_goodbye();
    connections_[slot]->is_closed = true;
    closed_.push_back(slot);
    --open_;
}

void Loop::free_closed() {
    if (closed_.empty()) return;
    std::erase_if(waiting_, [this](std::uint32_t slot) { return connections_[slot]->is_closed; });
    for (const std::uint32_t slot : closed_) {
        connections_[slot].reset();
        free_slots_.push_back(slot);
    }
    closed_.clear();
}

// Nothing new is taken: who waits in the listeners' queues comes in, then the listeners close; who is between two
// requests goes, unless its next one is here already.
void Loop::drain() {
    for (const Listener& listener : listeners_) {
        while (accept_from(listener)) {
        }
    }
    listeners_.clear();
    is_draining_ = true;
    is_paused_ = false;
    end_of_grace_ = now_ + limits_.grace;
    for (std::uint32_t slot = 0; slot < connections_.size(); ++slot) {
        if (!connections_[slot] || connections_[slot]->is_closed || connections_[slot]->is_blocked) continue;
        const std::size_t before = answers_.size();
        receive(slot);
        Connection& connection = *connections_[slot];
        if (connection.is_closed || connection.is_midway || connection.is_ending || answers_.size() != before) continue;
        if (connection.requests > 0) {
            close(slot);
        } else {
            connection.deadline = now_ + first_words;
        }
    }
}

void Loop::sweep() {
    next_sweep_ = now_ + sweep_interval_;
    for (std::uint32_t slot = 0; slot < connections_.size(); ++slot) {
        const Connection* connection = connections_[slot].get();
        if (connection != nullptr && !connection->is_closed && connection->deadline <= now_) close(slot);
    }
}

}  // namespace megactl::http
