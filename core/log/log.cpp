#include "core/log/log.hpp"

#include "core/base/json.hpp"
#include "core/base/text.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <memory>
#include <utility>

namespace megactl::log {
namespace {

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warn", "error"};

std::string_view name_of(Level level) {
    return level_names.at(static_cast<std::size_t>(level));
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: break;
    }
    return spdlog::level::err;
}

struct Setup {
    std::shared_ptr<spdlog::logger> logger;
    Format format = Format::text;
};

Setup make_setup(Level lowest, Format format, bool colour) {
    const auto mode = colour ? spdlog::color_mode::always : spdlog::color_mode::never;
    auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(mode);
    Setup setup{std::make_shared<spdlog::logger>("megactl", std::move(sink)), format};
    setup.logger->set_pattern(format == Format::json ? "%v" : "%H:%M:%S.%e %^%v%$");
    setup.logger->set_level(spdlog_level(lowest));
    return setup;
}

Setup& current_setup() {
    static Setup setup = make_setup(Level::warning, Format::text, false);
    return setup;
}

bool needs_quotes(std::string_view value) {
    return value.empty() || value.find_first_of(" \"=") != std::string_view::npos;
}

std::string as_text(Level level, std::string_view module, std::string_view what, std::initializer_list<Field> fields) {
    std::string line = fmt::format("{:<5} {}: {}", name_of(level), module, escape_controls(what));
    for (const Field& field : fields) {
        const std::string value = escape_controls(field.value);
        line += needs_quotes(value) ? fmt::format(" {}=\"{}\"", field.name, replace_all(value, "\"", "\\\""))
                                    : fmt::format(" {}={}", field.name, value);
    }
    return line;
}

std::string utc_now() {
    std::timespec now{};
    std::timespec_get(&now, TIME_UTC);
    std::tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, now.tv_nsec / 1'000'000);
}

std::string as_json(Level level, std::string_view module, std::string_view what, std::initializer_list<Field> fields) {
    JsonWriter json(true);
    json.begin_object().member("time", utc_now()).member("level", name_of(level));
    json.member("module", module).member("event", what);
    for (const Field& field : fields) {
        std::int64_t number = 0;
        const char* const end = field.value.data() + field.value.size();
        if (field.is_number && std::from_chars(field.value.data(), end, number).ptr == end) {
            json.member(field.name, number);
        } else {
            json.member(field.name, field.value);
        }
    }
    std::string line = std::move(json.end_object()).take();
    line.pop_back();  // spdlog ends the line
    return line;
}

}  // namespace

void configure(Level lowest, Format format, bool colour) {
    current_setup() = make_setup(lowest, format, colour);
}

bool is_enabled(Level level) {
    return current_setup().logger->should_log(spdlog_level(level));
}

void event(Level level, std::string_view module, std::string_view what, std::initializer_list<Field> fields) {
    if (!is_enabled(level)) return;
    const Setup& setup = current_setup();
    const auto write = setup.format == Format::json ? as_json : as_text;
    setup.logger->log(spdlog_level(level), "{}", write(level, module, what, fields));
}

}  // namespace megactl::log
