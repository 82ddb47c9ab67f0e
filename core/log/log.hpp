#pragma once

#include <fmt/format.h>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace megactl::log {

// Events of work that goes on, for the operator, on stderr. Commands that answer a question do not log: they print an
// answer or an error.

enum class Level {
    debug,    // for whoever wants every step
    info,     // what an operator follows a working day by
    warning,  // someone should know
    error,    // someone must act
};

enum class Format { text, json };

// Before the first event, from the main thread; later calls replace what was said. `colour` marks levels in text.
void configure(Level lowest, Format format, bool colour);

bool is_enabled(Level level);

// A named value of an event. Secrets come as `Secret`, which prints as ••••.
struct Field {
    template <class T>
    Field(std::string_view field_name, const T& content)
        : name(field_name), value(fmt::format("{}", content)), is_number(std::integral<T> && !std::same_as<T, bool>) {}

    std::string_view name;
    std::string value;
    bool is_number;
};

// Safe from every thread. `module` is the room that speaks: "static", "worker"; `what` says what happened, and the
// fields say to what: `12:00:04.120 info  static: copied path=css/site.css bytes=512`.
void event(Level level, std::string_view module, std::string_view what, std::initializer_list<Field> fields = {});

}  // namespace megactl::log
