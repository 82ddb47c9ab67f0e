#include "core/broker/redis_extraction.hpp"

#include "core/broker/redis_broker_parts.hpp"
#include "core/broker/redis_extraction_scripts.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::broker {

using redis::Reply;

namespace {

// What one script may move: a millisecond or two of the server.
constexpr std::size_t most_messages = 1000;
constexpr std::size_t most_bytes = 1U << 20;

std::string lease_text() {
    return fmt::format("{}", AsideLists::lease.count());
}

Error put_back_by_others() {
    return Error(Error::Kind::service, "this was silent for so long that its messages were put back into the queue")
        .seen("nothing is lost or doubled")
        .help("run it again");
}

}  // namespace

AsideLists::AsideLists(redis::Connection& connection, const KombuLayout& layout, std::string id, std::string queue)
    : connection_(connection), layout_(layout), id_(std::move(id)), queue_(std::move(queue)) {}

std::optional<std::size_t> AsideLists::put_back(Owner owner) {
    static const redis::Script script(scripts::put_aside_back);
    static const redis::Script end(scripts::end_extraction);
    const std::vector<std::string> arguments{lease_text(), owner == Owner::dead ? "1" : "0",
                                             fmt::format("{}", most_messages), fmt::format("{}", most_bytes)};
    std::vector<std::string> all{layout_.work_lease(id_), layout_.works(), layout_.work(id_)};
    std::size_t moved = 0;
    for (const int step : priority_steps) {
        const std::vector<std::string> keys{layout_.work_lease(id_), layout_.aside(id_, step),
                                            layout_.list(queue_, step)};
        for (bool is_more = true; is_more;) {
            const Reply reply = connection_.run(script, keys, arguments);
            if (reply.kind == Reply::Kind::nil) return std::nullopt;
            moved += static_cast<std::size_t>(reply.integer);
            is_more = reply.integer > 0;
        }
        all.push_back(layout_.aside(id_, step));
    }
    const std::vector<std::string> id{id_};
    connection_.run(end, all, id);
    return moved;
}

std::uint64_t AsideLists::count() {
    std::uint64_t total = 0;
    for (const int step : priority_steps)
        total += static_cast<std::uint64_t>(connection_.call({"LLEN", layout_.aside(id_, step)}).integer);
    return total;
}

RedisExtraction::RedisExtraction(redis::Connection& connection, const KombuLayout& layout, ExtractionOrder order)
    : connection_(connection), layout_(layout), order_(std::move(order)), id_(os::random_uuid()) {
    static const redis::Script script(scripts::begin_extraction);
    const std::vector<std::string> keys{layout_.work_lease(id_), layout_.works(), layout_.work(id_),
                                        layout_.mark(order_.mark)};
    const std::vector<std::string> arguments{lease_text(), id_, order_.queue, order_.mark.empty() ? "0" : "1"};
    connection_.run(script, keys, arguments);
}

RedisExtraction::~RedisExtraction() {
    try {
        close();
    } catch (const Error&) {
        // Whoever comes next puts it back, once the lease is over.
        is_open_ = false;
    }
}

std::vector<Waiting> RedisExtraction::next(std::size_t most) {
    std::vector<Waiting> chosen;
    for (; step_ < std::size(priority_steps); ++step_) {
        const int step = priority_steps[step_];
        while (chosen.empty()) {
            std::vector<std::string> page = next_page(step, std::min(most, most_messages));
            if (page.empty()) break;
            chosen_.clear();
            for (std::string& payload : page) {
                Waiting message{std::move(payload), step};
                const bool is_chosen = order_.chooses(message);
                chosen_.push_back(is_chosen ? '1' : '0');
                if (is_chosen) chosen.push_back(std::move(message));
            }
        }
        if (!chosen.empty()) return chosen;
    }
    return chosen;
}

std::vector<std::string> RedisExtraction::next_page(int step, std::size_t most) {
    static const redis::Script script(scripts::set_aside);
    const std::vector<std::string> keys{layout_.work_lease(id_), layout_.list(order_.queue, step),
                                        layout_.aside(id_, step)};
    const std::vector<std::string> arguments{lease_text(), fmt::format("{}", most), fmt::format("{}", most_bytes)};
    Reply reply = connection_.run(script, keys, arguments);
    if (reply.kind == Reply::Kind::nil) throw put_back_by_others();
    std::vector<std::string> page;
    page.reserve(reply.elements.size());
    for (Reply& element : reply.elements)
        page.push_back(std::move(element.text));
    return page;
}

void RedisExtraction::commit(std::uint64_t number, std::span<const Outgoing> into) {
    static const redis::Script script(scripts::commit);
    std::vector<std::string> keys{layout_.work_lease(id_), layout_.mark(order_.mark),
                                  layout_.aside(id_, priority_steps[step_])};
    const std::string lease = lease_text();
    const std::string mark = order_.mark.empty() ? "" : std::to_string(number);
    std::vector<std::string_view> arguments{lease, mark, chosen_};
    const Destinations destinations(layout_, into, keys, arguments);
    if (connection_.run(script, keys, arguments).integer == 0) throw put_back_by_others();
    chosen_.clear();
}

void RedisExtraction::close() {
    if (!std::exchange(is_open_, false)) return;
    AsideLists(connection_, layout_, id_, order_.queue).put_back(AsideLists::Owner::alive);
}

}  // namespace megactl::broker
