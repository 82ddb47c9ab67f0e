#include "core/broker/sqlite_results.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/broker/sqlite_store.hpp"
#include "core/broker/sqlite_values.hpp"
#include "core/celery/pickle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace megactl::broker {

namespace fs = std::filesystem;
using celery::TaskResult;

namespace {

const SqliteSchema& result_schema() {
    static const SqliteSchema schema{.noun = "store of results",
                                     .makers = "`megactl worker run`",
                                     .table = "celery_taskmeta",
                                     // As Celery 5.6 makes it; before 5.6 there was no index. Older tables end with
                                     // `traceback`, and nothing here asks for more.
                                     .tables = R"(
CREATE TABLE celery_taskmeta (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	task_id VARCHAR(155),
	status VARCHAR(50),
	result BLOB,
	date_done DATETIME,
	traceback TEXT,
	name VARCHAR(155),
	args BLOB,
	kwargs BLOB,
	worker VARCHAR(155),
	retries INTEGER,
	queue VARCHAR(155),
	UNIQUE (task_id)
);
CREATE INDEX ix_celery_taskmeta_date_done ON celery_taskmeta (date_done);
)"};
    return schema;
}

// A value that is no JSON, which no codec of ours makes, is kept as the text it is.
std::string pickled(const std::string& json) {
    if (const auto value = JsonView::parse(json)) return celery::pickle_of(*value);
    JsonWriter quoted(true);
    quoted.value(json);
    return celery::pickle_of(*JsonView::parse(std::move(quoted).take()));
}

std::string unpickled(std::string_view pickle) {
    auto json = celery::json_of_pickle(pickle);
    if (json) return *std::move(json);
    JsonWriter reason(true);
    reason.begin_object().member("unreadable", json.error().reason).end_object();
    std::string text = std::move(reason).take();
    text.pop_back();  // the line end
    return text;
}

// Tables of old releases of Celery lack the columns of the call.
bool keeps_calls(db::Database& database) {
    db::Statement count = database.prepare(
        "SELECT COUNT(*) FROM pragma_table_info('celery_taskmeta')"
        " WHERE name IN ('name', 'args', 'kwargs', 'queue', 'worker', 'retries')");
    count.step();
    return count.integer(0) == 6;
}

// What result_at() reads.
std::string columns_of(db::Database& database) {
    return std::string("task_id, status, result, date_done, traceback") +
           (keeps_calls(database) ? ", name, args, kwargs, queue, worker, retries"
                                  : ", NULL, NULL, NULL, NULL, NULL, NULL");
}

TaskResult result_at(const db::Statement& row) {
    TaskResult result;
    result.id = row.text(0);
    celery::set_state(result, row.text(1));
    result.result = row.is_null(2) ? "null" : unpickled(row.text(2));
    result.date_done = time_at(row, 3);
    result.traceback = row.optional_text(4).value_or("");
    if (row.is_null(5)) return result;
    result.call = {.task = row.text(5),
                   .args = json_at(row, 6, JsonView::Kind::array),
                   .kwargs = json_at(row, 7, JsonView::Kind::object),
                   .queue = row.optional_text(8).value_or(""),
                   .worker = row.optional_text(9).value_or(""),
                   .retries = row.is_null(10) ? 0 : row.integer(10)};
    return result;
}

void store_call(db::Statement& keep, const TaskResult& result) {
    const celery::KeptCall& call = *result.call;
    keep.bind(1, result.id).bind(2, call.task);
    const auto bind_json = [&](int place, const std::string& json) {
        if (json.empty()) {
            keep.bind_null(place);
        } else {
            keep.bind_blob(place, json);
        }
    };
    bind_json(3, call.args);
    bind_json(4, call.kwargs);
    bind_or_null(keep, 5, call.queue);
    bind_or_null(keep, 6, call.worker);
    keep.bind(7, call.retries).run();
}

class SqliteResults final : public UncountedResults {
public:
    SqliteResults(fs::path file, const TransportOptions& options)
        : file_(std::move(file)), may_create_(options.may_create), lifetime_(options.result_expires) {}

    void ping() override {
        attempt([](db::Database& database) { database.prepare("SELECT 1 FROM celery_taskmeta LIMIT 1").step(); });
    }

    void store(std::span<const TaskResult> results) override {
        if (results.empty()) return;
        attempt([&](db::Database& database) { store_in(database, results); });
    }

    std::optional<TaskResult> fetch(std::string_view id) override {
        return attempt([&](db::Database& database) { return fetch_from(database, id); });
    }

    bool replace(const TaskResult& seen, const TaskResult& by) override {
        return attempt([&](db::Database& database) { return replace_in(database, seen, by); });
    }

    void browse_failed(const std::function<bool(TaskResult)>& look) override {
        attempt([&](db::Database& database) { browse_failed_in(database, look); });
    }

    // By `celery.chord_unlock`.
    celery::ChordSupport chords() const override { return celery::ChordSupport::polled; }

private:
    // A failure closes the file, so that the next call opens it anew; so does its removal.
    template <class Call>
    std::invoke_result_t<Call, db::Database&> attempt(Call call) {
        if (database_ && database_->is_gone()) database_.reset();
        try {
            if (!database_) database_.emplace(open_sqlite_store(file_, result_schema(), may_create_));
            return call(*database_);
        } catch (const Error&) {
            database_.reset();
            is_prepared_ = false;
            throw;
        }
    }

    void store_in(db::Database& database, std::span<const TaskResult> results);
    // Within a transaction.
    static void put(db::Database& database, std::span<const TaskResult> results);
    std::optional<TaskResult> fetch_from(db::Database& database, std::string_view id) const;
    bool replace_in(db::Database& database, const TaskResult& seen, const TaskResult& by);
    void browse_failed_in(db::Database& database, const std::function<bool(TaskResult)>& look) const;
    // Before what is older than this counts as forgotten; empty where results are kept for ever.
    std::string oldest() const;
    // A part at a time, so that nobody waits for it.
    void remove_expired(db::Database& database);

    fs::path file_;
    bool may_create_;
    std::chrono::seconds lifetime_;  // zero: for ever
    std::optional<db::Database> database_;
    bool is_prepared_ = false;
    std::chrono::steady_clock::time_point next_removal_;
};

void SqliteResults::store_in(db::Database& database, std::span<const TaskResult> results) {
    if (!std::exchange(is_prepared_, true)) allow_readers_beside_a_writer(database);
    db::Transaction transaction(database);
    put(database, results);
    remove_expired(database);
    transaction.commit();
}

void SqliteResults::put(db::Database& database, std::span<const TaskResult> results) {
    db::Statement keep = database.prepare(
        "INSERT INTO celery_taskmeta (task_id, status, result, date_done, traceback) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (task_id) DO UPDATE SET status = excluded.status, result = excluded.result,"
        " date_done = excluded.date_done, traceback = excluded.traceback WHERE status != 'SUCCESS'");
    std::optional<db::Statement> keep_call;
    const bool are_calls_kept =
        std::ranges::any_of(results, [](const TaskResult& result) { return result.call.has_value(); });
    if (are_calls_kept && keeps_calls(database)) {
        keep_call = database.prepare(
            "UPDATE celery_taskmeta SET name = ?2, args = ?3, kwargs = ?4, queue = ?5, worker = ?6, retries = ?7 WHERE "
            "task_id = "
            "?1");
    }
    for (const TaskResult& result : results) {
        keep.bind(1, result.id).bind(2, celery::state_name(result)).bind_blob(3, pickled(result.result));
        if (celery::is_ready(result.state)) {
            keep.bind(4, sql_time(result.date_done.value_or(sql_now())));
        } else {
            keep.bind_null(4);
        }
        bind_or_null(keep, 5, result.traceback);
        keep.run();
        if (keep_call && result.call) store_call(*keep_call, result);
    }
}

void SqliteResults::remove_expired(db::Database& database) {
    using Clock = std::chrono::steady_clock;
    if (lifetime_ == std::chrono::seconds(0) || Clock::now() < next_removal_) return;
    constexpr std::int64_t most = 1000;
    db::Statement remove = database.prepare(
        "DELETE FROM celery_taskmeta WHERE id IN (SELECT id FROM celery_taskmeta WHERE date_done < ? LIMIT ?)");
    remove.bind(1, sql_time(sql_now() - lifetime_)).bind(2, most).run();
    // Where there are more of them, the next call goes on.
    if (database.changed_rows() < most) next_removal_ = Clock::now() + std::chrono::minutes(1);
}

std::string SqliteResults::oldest() const {
    if (lifetime_ == std::chrono::seconds(0)) return "";
    return sql_time(sql_now() - lifetime_);
}

std::optional<TaskResult> SqliteResults::fetch_from(db::Database& database, std::string_view id) const {
    db::Statement look = database.prepare(
        "SELECT " + columns_of(database) +
        " FROM celery_taskmeta WHERE task_id = ?1 AND (?2 IS NULL OR date_done IS NULL OR date_done >= ?2)");
    look.bind(1, id);
    bind_or_null(look, 2, oldest());
    if (!look.step()) return std::nullopt;
    return result_at(look);
}

bool SqliteResults::replace_in(db::Database& database, const TaskResult& seen, const TaskResult& by) {
    db::Transaction transaction(database);
    const auto kept = fetch_from(database, seen.id);
    if (!kept || state_name(*kept) != state_name(seen) || worker_of(*kept) != worker_of(seen)) return false;
    put(database, std::span(&by, 1));
    transaction.commit();
    return true;
}

void SqliteResults::browse_failed_in(db::Database& database, const std::function<bool(TaskResult)>& look) const {
    db::Statement failed =
        database.prepare("SELECT " + columns_of(database) +
                         " FROM celery_taskmeta WHERE status = 'FAILURE' AND (?1 IS NULL OR date_done >= ?1)");
    bind_or_null(failed, 1, oldest());
    while (failed.step()) {
        if (!look(result_at(failed))) return;
    }
}

}  // namespace

std::unique_ptr<ResultBackend> open_sqlite_results(const fs::path& file, const TransportOptions& options) {
    return std::make_unique<SqliteResults>(file, options);
}

}  // namespace megactl::broker
