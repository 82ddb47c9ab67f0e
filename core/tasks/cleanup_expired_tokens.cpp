#include "core/base/error.hpp"
#include "core/links/django_time.hpp"
#include "core/tasks/tasks.hpp"

#include <fmt/format.h>

namespace megactl::tasks {
namespace {

worker::Outcome clean_up(const TaskPlaces& places) {
    try {
        const std::unique_ptr<db::Database> database = places.open_database();
        database->prepare("DELETE FROM django_session WHERE expire_date < ?")
            .bind(1, links::django_time(places.now()))
            .run();
        return worker::Succeeded{
            .value = fmt::format("\"Cleanup completed: {} expired sessions deleted\"", database->changed_rows())};
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::service) return worker::Postponed{.reason = error.message()};
        return worker::Failed{.reason = error.message()};
    }
}

}  // namespace

worker::Handler cleanup_expired_tokens(const TaskPlaces& places) {
    return {.run = worker::each([places](const celery::Message&) { return clean_up(places); })};
}

}  // namespace megactl::tasks
