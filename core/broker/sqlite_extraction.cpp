#include "core/broker/sqlite_extraction.hpp"

#include "core/base/error.hpp"
#include "core/broker/sqlite_tables.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace megactl::broker {
namespace {

constexpr std::chrono::milliseconds lease_time{5000};

}  // namespace

SqliteExtraction::SqliteExtraction(const std::filesystem::path& file, std::string holder, ExtractionOrder order)
    : queues_(file, false, std::move(holder)), order_(std::move(order)) {
    if (!order_.mark.empty()) queues_.set_mark({order_.mark, 0});
}

SqliteExtraction::~SqliteExtraction() {
    try {
        close();
    } catch (const Error&) {
        held_.clear();  // the leases end by themselves
    }
}

std::vector<Waiting> SqliteExtraction::next(std::size_t most) {
    for (;;) {
        std::vector<SqliteQueues::Row> rows = queues_.rows_behind(order_.queue, place_, std::min(most, page_.most()));
        if (rows.empty()) return {};
        page_.saw(rows, &SqliteQueues::Row::payload);
        std::erase_if(rows, [&](SqliteQueues::Row& row) {
            Waiting message{std::move(row.payload), priority_of(row.rank.value_or(""))};
            const bool is_chosen = order_.chooses(message);
            row.payload = std::move(message.payload);
            return !is_chosen;
        });
        if (rows.empty()) continue;
        std::vector<Waiting> chosen = hold(rows);
        if (!chosen.empty()) return chosen;
    }
}

// Those that nobody took in between.
std::vector<Waiting> SqliteExtraction::hold(const std::vector<SqliteQueues::Row>& rows) {
    std::vector<std::string> tags = queues_.hide(rows, lease_time);
    std::vector<Waiting> chosen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!tags[i].empty()) chosen.push_back({rows[i].payload, priority_of(rows[i].rank.value_or(""))});
    }
    std::ranges::copy_if(tags, std::back_inserter(held_), [](const std::string& tag) { return !tag.empty(); });
    return chosen;
}

void SqliteExtraction::commit(std::uint64_t number, std::span<const Outgoing> into) {
    std::optional<PublishMark> mark;
    if (!order_.mark.empty()) mark = {order_.mark, number};
    if (!queues_.let_go_of(held_, into, mark)) {
        throw Error(Error::Kind::service, "this was silent for so long that its messages went to somebody else")
            .seen("nothing is lost or doubled")
            .help("run it again");
    }
    held_.clear();
}

void SqliteExtraction::close() {
    std::vector<Delivery> deliveries;
    std::ranges::transform(std::exchange(held_, {}), std::back_inserter(deliveries),
                           [](const std::string& tag) { return Delivery{.queue = {}, .tag = tag, .payload = {}}; });
    queues_.give_back(deliveries);
}

}  // namespace megactl::broker
