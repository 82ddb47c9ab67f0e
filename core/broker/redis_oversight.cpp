#include "core/broker/redis_oversight.hpp"

#include "core/base/units.hpp"
#include "core/broker/redis_bindings.hpp"
#include "core/broker/redis_broker_parts.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace megactl::broker {

using redis::Commands;
using redis::Reply;
using std::chrono::milliseconds;

namespace {

// Entries of a scan that one call asks for.
constexpr std::string_view page_size = "200";

// Since the epoch, by the server's clock.
milliseconds time_of_server(redis::Connection& connection) {
    const Reply time = connection.call({"TIME"});
    return std::chrono::seconds(time.at(0).number()) + milliseconds(time.at(1).number() / 1000);
}

// What kombu writes as the time of a delivery: seconds since the epoch, with a fraction.
std::optional<milliseconds> time_of_score(const std::string& score) {
    double seconds = 0;
    const auto [end, problem] = std::from_chars(score.data(), score.data() + score.size(), seconds);
    constexpr double latest = 1e12;
    const bool is_number = problem == std::errc() && end == score.data() + score.size();
    const bool is_time = is_number && seconds >= 0 && seconds < latest;
    if (!is_time) return std::nullopt;
    return std::chrono::duration_cast<milliseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace

// The arguments of one call that restores.
class RedisOversight::Page {
public:
    explicit Page(const KombuLayout& layout) : layout_(layout), keys_{layout.unacked(), layout.unacked_index()} {}

    void add(const Unacked& message, const std::string& queue, std::string payload) {
        const int priority = envelope_marks(payload).value_or(EnvelopeMarks{}).priority;
        const auto holder = holder_of(message.tag);
        arguments_.push_back(message.tag);
        arguments_.push_back(message.version);
        arguments_.push_back(holder ? number_of(layout_.lease(*holder)) : "0");
        arguments_.push_back(number_of(layout_.list(queue, priority)));
        arguments_.push_back(marked_redelivered(std::move(payload)));
        ++count_;
    }
    // How many went.
    std::size_t carry_out(redis::Connection& connection) const {
        static const redis::Script script(scripts::restore);
        if (count_ == 0) return 0;
        return static_cast<std::size_t>(connection.run(script, keys_, arguments_).integer);
    }

private:
    std::string number_of(std::string key) {
        const auto known = std::find(keys_.begin() + 2, keys_.end(), key);
        const auto number = known - keys_.begin() + 1;
        if (known == keys_.end()) keys_.push_back(std::move(key));
        return std::to_string(number);
    }

    const KombuLayout& layout_;
    std::vector<std::string> keys_;
    std::vector<std::string> arguments_;
    std::size_t count_ = 0;
};

void RedisOversight::browse(const std::function<bool(Unacked message)>& look) {
    RedisBindings bindings(connection_, layout_);
    const milliseconds now = time_of_server(connection_);  // one for all, or who is looked at later would be older
    std::set<std::string> seen;                            // a scan may tell of one twice
    for (std::string cursor = "0"; true;) {
        Reply page = connection_.call({"HSCAN", layout_.unacked(), cursor, "COUNT", page_size});
        if (page.elements.size() < 2) return;
        cursor = page.elements[0].text;
        auto& entries = page.elements[1].elements;  // tag, entry, tag, entry…
        Commands questions{"PING"};
        Names holders;
        for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
            questions.add({"ZSCORE", layout_.unacked_index(), entries[i].text});
            if (const auto holder = holder_of(entries[i].text)) holders.emplace(*holder);
        }
        const auto scores = connection_.send(questions);
        const auto alive = living(holders);
        for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
            if (!seen.insert(entries[i].text).second) continue;
            Unacked message = taken(entries[i].text, scores[i / 2 + 1].text, alive, now);
            if (auto entry = decode_held(entries[i + 1].text)) {
                message.queue = bindings.queue_of(*entry).value_or("");
                message.payload = std::move(entry->payload);
            } else {
                message.payload = std::move(entries[i + 1].text);
            }
            if (!look(std::move(message))) return;
        }
        if (cursor == "0") return;
    }
}

Unacked RedisOversight::taken(const std::string& tag, const std::string& score, const Names& alive,
                              milliseconds now) const {
    Unacked message{.tag = tag, .queue = {}, .payload = {}, .version = score};
    std::optional<milliseconds> time;
    if (const auto holder = holder_of(tag)) {
        message.holder = alive.contains(*holder) ? Unacked::Holder::lives : Unacked::Holder::gone;
        message.holder_name = *holder;
        // The score is renewed as long as the holder lives.
        if (const auto begin = time_of(tag)) time = std::chrono::duration_cast<milliseconds>(begin->time_since_epoch());
    } else {
        time = time_of_score(score);
        const bool is_overdue = time && now - *time > visibility_timeout_;
        message.holder = is_overdue ? Unacked::Holder::overdue : Unacked::Holder::unknown;
    }
    if (time) message.age = std::max(milliseconds(0), now - *time);
    return message;
}

RedisOversight::Names RedisOversight::living(const Names& holders) {
    Commands questions;
    for (const std::string& holder : holders)
        questions.add({"EXISTS", layout_.lease(holder)});
    const auto leases = connection_.send(questions);
    Names alive;
    auto lease = leases.begin();
    for (const std::string& holder : holders) {
        if (lease->is_error()) throw connection_.refused(*lease);
        if ((lease++)->integer > 0) alive.insert(holder);
    }
    return alive;
}

Restored RedisOversight::restore(std::span<const Unacked> messages) {
    Restored total;
    RedisBindings bindings(connection_, layout_);
    while (!messages.empty()) {
        const auto chunk = messages.last(std::min(messages.size(), chunk_size));
        messages = messages.first(messages.size() - chunk.size());
        Commands question;
        question.begin(2 + chunk.size()).add_word("HMGET").add_word(layout_.unacked());
        for (const Unacked& message : chunk)
            question.add_word(message.tag);
        const Reply entries = connection_.call(question);
        Page page(layout_);
        Restored counts;
        for (std::size_t i = chunk.size(); i-- > 0;) {
            const Reply& known = entries.at(i);
            if (known.kind == Reply::Kind::nil) continue;
            auto entry = decode_held(known.text);
            if (!entry) {
                if (bury(chunk[i], known.text)) ++counts.buried;
                continue;
            }
            if (const auto queue = bindings.queue_of(*entry)) {
                page.add(chunk[i], *queue, std::move(entry->payload));
            } else {
                ++counts.unplaced;
            }
        }
        counts.restored = page.carry_out(connection_);
        counts.missed = chunk.size() - counts.restored - counts.buried - counts.unplaced;
        total += counts;
    }
    return total;
}

bool RedisOversight::bury(const Unacked& message, const std::string& entry) {
    static const redis::Script script(scripts::bury);
    const std::vector<std::string> keys{layout_.unacked(), layout_.unacked_index(), layout_.dead()};
    const DeadLetter letter = dead_letter(message.queue, entry, "what a worker held is no message");
    const std::vector<std::string> arguments{message.tag, encode(letter)};
    return connection_.run(script, keys, arguments).integer > 0;
}

}  // namespace megactl::broker
