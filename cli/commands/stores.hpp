#pragma once

#include "cli/command.hpp"
#include "cli/context.hpp"
#include "cli/local_error.hpp"
#include "core/base/error.hpp"
#include "core/broker/source.hpp"
#include "core/links/link_store.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// Which broker, result backend and database a command talks to, and who named it. There is no silent default: where
// nothing names one, only a command that may create a store falls back to the embedded one.
namespace megactl::cli::commands {

// May the command make an embedded store where there is none?
enum class Creation { refused, allowed };

struct NamedBroker {
    broker::BrokerSource source;
    std::string origin;                             // "CELERY_BROKER_URL in .env:14", "--broker", "default"
    std::optional<broker::ControlPlace> control{};  // of its workers; nothing where it carries no broadcasts
};

struct NamedResults {
    broker::ResultSource source;
    std::string origin;
};

struct NamedDatabase {
    std::string url;
    std::string name;      // as it may be shown
    std::string identity;  // two names of one database have one identity; holds no password
    std::string origin;
    std::string folder;  // what a relative file is relative to
    bool may_create = false;

    std::unique_ptr<links::LinkStore> open() const;
};

// Error{input} with the places looked at where nothing names one; Error{usage} for a scheme that a flag names and
// nobody speaks, Error{input} for one that something else names.
NamedBroker named_broker(const Context& context, Creation creation);
// Where nothing names one: the embedded store where that is the broker by default, else none are kept.
NamedResults named_results(const Context& context, const NamedBroker& broker, Creation creation);
NamedDatabase named_database(const Context& context, Creation creation);

// `broker redis://:••••@redis:6379/0, named by CELERY_BROKER_URL in .env:14`, on stderr unless --quiet.
void tell_whom(Context& context, std::string_view what, std::string_view name, std::string_view origin);

// Who says that it sent a message, as Celery names its origins: `megactl123@web-1`.
std::string publisher_name();

// A failure of a service, with who named it: what a command throws on.
Error with_origin(const Error& error, std::string_view origin);

// Does `work`, and lets its failures say who named what failed; stdout and files are nobody's.
template <class Work>
auto naming(std::string_view origin, Work&& work) -> decltype(work()) {
    try {
        return std::forward<Work>(work)();
    } catch (const LocalError&) {
        throw;
    } catch (const Error& error) {
        throw with_origin(error, origin);
    }
}

extern const std::span<const Option> broker_options;    // --broker, --result-backend
extern const std::span<const Option> database_options;  // --database

}  // namespace megactl::cli::commands
