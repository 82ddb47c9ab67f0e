// The half of remote control that only looks.

#include "core/base/encoding.hpp"
#include "core/base/json.hpp"
#include "core/worker/rate.hpp"
#include "core/worker/remote.hpp"

#include <fmt/format.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

namespace megactl::worker {
namespace {

using Clock = std::chrono::steady_clock;

// Of a writer that has written one value.
std::string text_of(JsonWriter&& writer) {
    std::string text = std::move(writer).take();
    text.pop_back();  // the line end
    return text;
}

std::string infos(const std::vector<celery::TaskInfo>& tasks, const WorkerOptions& options) {
    JsonWriter writer(true);
    writer.begin_array();
    for (const celery::TaskInfo& task : tasks)
        write(writer, task, options.name, ::getpid());
    return text_of(std::move(writer.end_array()));
}

// A queue as kombu describes it. Each has a direct exchange of its own name.
void write_queue(JsonWriter& writer, const std::string& name) {
    const auto null = [&](std::string_view member) { writer.key(member).null(); };
    writer.begin_object().member("name", name).key("exchange").begin_object();
    writer.member("name", name).member("type", "direct");
    null("arguments");
    writer.member("durable", true).member("passive", false).member("auto_delete", false);
    null("delivery_mode");
    writer.member("no_declare", false).end_object().member("routing_key", name);
    for (const std::string_view member : {"queue_arguments", "binding_arguments", "consumer_arguments"})
        null(member);
    writer.member("durable", true).member("exclusive", false).member("auto_delete", false).member("no_ack", false);
    null("alias");
    writer.key("bindings").begin_array().end_array();
    for (const std::string_view member :
         {"no_declare", "expires", "message_ttl", "max_length", "max_length_bytes", "max_priority"})
        null(member);
    writer.end_object();
}

double seconds(const timeval& time) {
    constexpr double micro = 1e-6;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * micro;
}

void write_usage(JsonWriter& writer) {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    writer.begin_object().member("utime", seconds(usage.ru_utime)).member("stime", seconds(usage.ru_stime));
    const std::array<std::pair<std::string_view, long>, 14> counts{{{"maxrss", usage.ru_maxrss},
                                                                    {"ixrss", usage.ru_ixrss},
                                                                    {"idrss", usage.ru_idrss},
                                                                    {"isrss", usage.ru_isrss},
                                                                    {"minflt", usage.ru_minflt},
                                                                    {"majflt", usage.ru_majflt},
                                                                    {"nswap", usage.ru_nswap},
                                                                    {"inblock", usage.ru_inblock},
                                                                    {"oublock", usage.ru_oublock},
                                                                    {"msgsnd", usage.ru_msgsnd},
                                                                    {"msgrcv", usage.ru_msgrcv},
                                                                    {"nsignals", usage.ru_nsignals},
                                                                    {"nvcsw", usage.ru_nvcsw},
                                                                    {"nivcsw", usage.ru_nivcsw}}};
    for (const auto& [name, count] : counts)
        writer.member(name, std::int64_t{count});
    writer.end_object();
}

}  // namespace

std::optional<std::string> Remote::ping(const JsonView& /*arguments*/) {
    return ok_answer("pong");
}

std::optional<std::string> Remote::clock(const JsonView& /*arguments*/) {
    return fmt::format(R"({{"clock": {}}})", clock_);
}

// A worker that starts tells what it knows, and wants to know what we do.
std::optional<std::string> Remote::hello(const JsonView& arguments) {
    if (arguments.text_of("from_node") == options_.name) return "null";
    const Clock::time_point now = Clock::now();
    if (const auto theirs = arguments.member("revoked")) {
        for (const auto& [id, time] : theirs->members())
            controls_.revoked.add(id, now);
    }
    JsonWriter writer(true);
    writer.begin_object().key("revoked").begin_object();
    for (const auto& [id, since] : controls_.revoked.all(now)) {
        writer.key(id).begin_array().value(std::chrono::duration<double>(since.time_since_epoch()).count());
        writer.value(id).end_array();
    }
    return text_of(std::move(writer.end_object().member("clock", next_clock()).end_object()));
}

std::optional<std::string> Remote::active(const JsonView& /*arguments*/) {
    return infos(running_.tasks(), options_);
}

std::optional<std::string> Remote::reserved(const JsonView& /*arguments*/) {
    return infos(waiting().reserved, options_);
}

std::optional<std::string> Remote::scheduled(const JsonView& /*arguments*/) {
    JsonWriter writer(true);
    writer.begin_array();
    for (const celery::TaskInfo& task : waiting().scheduled) {
        constexpr std::int64_t usual_priority = 6;  // in the timetable of Celery's workers, where all have it
        writer.begin_object().member("eta", celery::format_time(*task.message.eta));
        writer.member("priority", usual_priority).key("request");
        write(writer, task, options_.name, ::getpid());
        writer.end_object();
    }
    return text_of(std::move(writer.end_array()));
}

std::optional<std::string> Remote::query_task(const JsonView& arguments) {
    std::vector<std::string> ids;
    if (const auto said = arguments.member("ids")) {
        if (auto id = said->text()) ids.push_back(*std::move(id));
        for (const JsonView& element : said->elements())
            ids.push_back(element.text().value_or(""));
    }
    JsonWriter writer(true);
    writer.begin_object();
    const auto tell = [&](const std::vector<celery::TaskInfo>& tasks, std::string_view state) {
        for (const celery::TaskInfo& task : tasks) {
            if (std::ranges::find(ids, task.message.id) == ids.end()) continue;
            writer.key(task.message.id).begin_array().value(state);
            write(writer, task, options_.name, ::getpid());
            writer.end_array();
        }
    };
    const Waiting waiting_tasks = waiting();
    tell(running_.tasks(), "active");
    tell(waiting_tasks.reserved, "reserved");
    tell(waiting_tasks.scheduled, "reserved");
    return text_of(std::move(writer.end_object()));
}

std::optional<std::string> Remote::registered(const JsonView& /*arguments*/) {
    JsonWriter writer(true);
    writer.begin_array();
    for (const std::string& name : registry_.names()) {
        const auto pace = controls_.turns.pace(*registry_.find(name));
        writer.value(pace ? fmt::format("{} [rate_limit={}]", name, rate_text(*pace)) : name);
    }
    return text_of(std::move(writer.end_array()));
}

// NOLINTNEXTLINE(readability-make-member-function-const): of the type that all answers have
std::optional<std::string> Remote::revoked(const JsonView& /*arguments*/) {
    JsonWriter writer(true);
    writer.begin_array();
    for (const auto& [id, since] : controls_.revoked.all(Clock::now()))
        writer.value(id);
    return text_of(std::move(writer.end_array()));
}

// NOLINTNEXTLINE(readability-make-member-function-const): of the type that all answers have
std::optional<std::string> Remote::active_queues(const JsonView& /*arguments*/) {
    JsonWriter writer(true);
    writer.begin_array();
    for (const std::string& queue : controls_.queues.names())
        write_queue(writer, queue);
    return text_of(std::move(writer.end_array()));
}

std::optional<std::string> Remote::stats(const JsonView& /*arguments*/) {
    const auto uptime = std::chrono::floor<std::chrono::seconds>(Clock::now() - begin_);
    const auto threads = static_cast<std::int64_t>(pool_.size());
    JsonWriter writer(true);
    writer.begin_object().key("total").begin_object();
    for (const auto& [task, count] : running_.begun())
        writer.member(task, std::uint64_t{count});
    writer.end_object().member("pid", std::int64_t{::getpid()}).member("clock", fmt::to_string(clock_));
    writer.member("uptime", std::int64_t{uptime.count()}).key("pool").begin_object();
    writer.member("implementation", "megactl:threads").member("max-concurrency", threads);
    writer.key("processes").begin_array().value(std::int64_t{::getpid()}).end_array();
    writer.member("max-tasks-per-child", "N/A").member("put-guarded-by-semaphore", false);
    writer.key("timeouts").begin_array().end_array().end_object();
    if (options_.control) writer.key("broker").raw(broker::broker_info(*options_.control));
    writer.member("prefetch_count", threads).key("rusage");
    write_usage(writer);
    return text_of(std::move(writer.end_object()));
}

std::optional<std::string> Remote::conf(const JsonView& /*arguments*/) {
    JsonWriter writer(true);
    writer.begin_object().member("megactl", options_.version);
    for (const auto& [name, value] : options_.told_settings)
        writer.member(name, value);
    return text_of(std::move(writer.end_object()));
}

std::optional<std::string> Remote::report(const JsonView& /*arguments*/) {
    std::string text = fmt::format("software -> megactl:{}\n", options_.version);
    for (const auto& [name, value] : options_.told_settings)
        text += fmt::format("{}: {}\n", name, value);
    return ok_answer(text);
}

celery::WorkerEvent Remote::event(celery::WorkerEvent::Kind kind) {
    celery::WorkerEvent event{.kind = kind, .node = options_.name, .process = ::getpid(), .clock = next_clock()};
    event.time = options_.now();
    event.active = running_.tasks_now();
    for (const auto& [task, count] : running_.begun())
        event.processed += count;
    ::getloadavg(event.load.data(), static_cast<int>(event.load.size()));
    event.version = options_.version;
    return event;
}

// Strangers that are on their way back are nobody's business.
Remote::Waiting Remote::waiting() const {
    Waiting waiting;
    for (const broker::Delivery& delivery : held_.waiting()) {
        auto message = celery::decode(delivery.payload);
        if (!message || registry_.find(message->task) == nullptr) continue;
        const bool is_early = message->eta && *message->eta > options_.now();
        (is_early ? waiting.scheduled : waiting.reserved)
            .push_back({.message = *std::move(message), .queue = delivery.queue});
    }
    return waiting;
}

}  // namespace megactl::worker
