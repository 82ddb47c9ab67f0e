#include "core/broker/django_results.hpp"

#include "core/base/encoding.hpp"
#include "core/base/json_view.hpp"
#include "core/broker/sqlite_store.hpp"
#include "core/broker/sqlite_values.hpp"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <utility>

namespace megactl::broker {
namespace {

using celery::TaskResult;

const SqliteSchema& schema() {
    static const SqliteSchema schema{.noun = "results of django-celery-results",
                                     .makers = "`manage.py migrate django_celery_results`",
                                     .table = "django_celery_results_taskresult",
                                     .tables = {}};
    return schema;
}

constexpr std::string_view columns =
    "SELECT task_id, status, content_type, result, date_done, traceback, meta, task_name, task_args, task_kwargs, "
    "worker"
    " FROM django_celery_results_taskresult";

// Values are JSON unless the project chose another serializer.
std::string value_at(const db::Statement& row, int column, const std::string& content_type) {
    std::string text = row.optional_text(column).value_or("null");
    if (JsonView::parse(text)) return text;
    return fmt::format(R"({{"unreadable": {}}})", json_quoted("it is " + content_type));
}

TaskResult result_at(const db::Statement& row) {
    TaskResult result;
    result.id = row.text(0);
    celery::set_state(result, row.text(1));
    result.result = value_at(row, 3, row.text(2));
    if (celery::is_ready(result.state)) result.date_done = time_at(row, 4);  // it is written in every state
    result.traceback = row.optional_text(5).value_or("");
    const std::string more = row.optional_text(6).value_or("null");
    if (const auto meta = JsonView::parse(more)) {
        const auto children = meta->member("children");
        if (children && children->is(JsonView::Kind::array)) result.children = children->raw();
    }
    if (row.is_null(7)) return result;
    // The queue is not among the columns, nor the retries.
    result.call = {.task = row.text(7),
                   .args = json_at(row, 8, JsonView::Kind::array),
                   .kwargs = json_at(row, 9, JsonView::Kind::object),
                   .worker = row.optional_text(10).value_or("")};
    return result;
}

class DjangoResults final : public UncountedResults {
public:
    explicit DjangoResults(std::filesystem::path file) : file_(std::move(file)) {}

    void ping() override { database().prepare("SELECT 1 FROM django_celery_results_taskresult LIMIT 1").step(); }
    void store(std::span<const TaskResult> results) override;
    std::optional<TaskResult> fetch(std::string_view id) override {
        db::Statement look = database().prepare(fmt::format("{} WHERE task_id = ?", columns));
        if (!look.bind(1, id).step()) return std::nullopt;
        return result_at(look);
    }
    bool replace(const TaskResult& seen, const TaskResult& by) override;
    void browse_failed(const std::function<bool(TaskResult)>& look) override {
        db::Statement failed = database().prepare(fmt::format("{} WHERE status = 'FAILURE'", columns));
        while (failed.step()) {
            if (!look(result_at(failed))) return;
        }
    }

private:
    // Within a transaction.
    static void put(db::Database& database, std::span<const TaskResult> results);

    // Opened anew where the file is another one by now.
    db::Database& database() {
        if (database_ && database_->is_gone()) database_.reset();
        if (!database_) database_.emplace(open_sqlite_store(file_, schema(), false));
        return *database_;
    }

    std::filesystem::path file_;
    std::optional<db::Database> database_;
};

void DjangoResults::store(std::span<const TaskResult> results) {
    if (results.empty()) return;
    db::Database& database = this->database();
    db::Transaction transaction(database);
    put(database, results);
    transaction.commit();
}

bool DjangoResults::replace(const TaskResult& seen, const TaskResult& by) {
    db::Transaction transaction(database());
    const auto kept = fetch(seen.id);
    if (!kept || state_name(*kept) != state_name(seen) || worker_of(*kept) != worker_of(seen)) return false;
    put(database(), std::span(&by, 1));
    transaction.commit();
    return true;
}

void DjangoResults::put(db::Database& database, std::span<const TaskResult> results) {
    db::Statement keep = database.prepare(
        "INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result,"
        " date_created, date_done, traceback, meta)"
        " VALUES (?1, ?2, 'application/json', 'utf-8', ?3, ?4, ?4, ?5, ?6)"
        " ON CONFLICT (task_id) DO UPDATE SET status = excluded.status, content_type = excluded.content_type,"
        " content_encoding = excluded.content_encoding, result = excluded.result, date_done = excluded.date_done,"
        " traceback = excluded.traceback, meta = excluded.meta WHERE status != 'SUCCESS'");
    db::Statement keep_call = database.prepare(
        "UPDATE django_celery_results_taskresult SET task_name = ?2, task_args = ?3, task_kwargs = ?4, worker = ?5 "
        "WHERE task_id = "
        "?1");
    for (const TaskResult& result : results) {
        keep.bind(1, result.id).bind(2, celery::state_name(result)).bind(3, result.result);
        keep.bind(4, sql_time(result.date_done.value_or(sql_now())));
        bind_or_null(keep, 5, result.traceback);
        keep.bind(6, fmt::format(R"({{"children": {}}})", result.children)).run();
        // What Python has printed there is not replaced by nothing.
        if (!result.call || result.call->args.empty()) continue;
        keep_call.bind(1, result.id).bind(2, result.call->task);
        bind_or_null(keep_call, 3, result.call->args);
        bind_or_null(keep_call, 4, result.call->kwargs);
        bind_or_null(keep_call, 5, result.call->worker);
        keep_call.run();
    }
}

}  // namespace

std::unique_ptr<ResultBackend> open_django_results(const std::filesystem::path& file) {
    return std::make_unique<DjangoResults>(file);
}

}  // namespace megactl::broker
