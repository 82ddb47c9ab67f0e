#include "cli/commands/env_list_output.hpp"

#include "cli/commands/shown_value.hpp"
#include "core/base/json.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

using project::Phases;
using project::Variable;
using project::VariableRead;
using project::VariableSet;

void write_or_null(JsonWriter& json, std::string_view name, const std::optional<std::string>& text) {
    json.key(name);
    if (text) {
        json.value(*text);
    } else {
        json.null();
    }
}

void write_phases(JsonWriter& json, std::string_view name, const Phases& phases) {
    json.key(name).begin_array();
    if (phases.build) json.value("build");
    if (phases.runtime) json.value("runtime");
    json.end_array();
}

std::string_view name_of_when(project::ReadWhen when) {
    switch (when) {
        case project::ReadWhen::at_import: return "import";
        case project::ReadWhen::conditional: return "conditional";
        case project::ReadWhen::lazily: return "lazy";
        case project::ReadWhen::guarded: break;
    }
    return "guarded";
}

std::string_view name_of_state(VariableSet::State state) {
    switch (state) {
        case VariableSet::State::set: return "set";
        case VariableSet::State::empty: return "empty";
        case VariableSet::State::possible: return "possible";
        case VariableSet::State::unknown: break;
    }
    return "unknown";
}

void write_read(JsonWriter& json, const VariableRead& read) {
    json.begin_object().member("file", read.at.source->name()).member("line", std::uint64_t{read.at.line()});
    json.member("idiom", read.idiom).member("required", read.is_required);
    write_or_null(json, "default", default_of(&read));
    json.member("type", project::name_of(read.type)).member("when", name_of_when(read.when));
    if (!read.setting.empty()) json.member("setting", read.setting);
    json.end_object();
}

void write_place(JsonWriter& json, const VariableSet& place) {
    json.begin_object().member("kind", name_of(place.kind));
    if (place.at) {
        json.member("file", place.at->source->name()).member("line", std::uint64_t{place.at->line()});
    } else {
        json.key("file").null().key("line").null();
    }
    json.member("state", name_of_state(place.state));
    if (!place.stage.empty()) json.member("stage", place.stage);
    if (!place.service.empty()) json.member("service", place.service);
    write_phases(json, "phases", place.phases);
    json.end_object();
}

void write_variable(JsonWriter& json, const Variable& variable) {
    json.begin_object().member("name", variable.name).member("required", variable.is_required);
    write_or_null(json, "default", default_of(variable.default_of));
    json.key("type");
    if (variable.reads.empty()) {
        json.null();
    } else {
        json.value(project::name_of(variable.reads.front()->type));
    }
    json.key("sources").begin_array();
    for (const VariableRead* read : variable.reads)
        write_read(json, *read);
    json.end_array().key("set_in").begin_array();
    for (const VariableSet& place : variable.set_in)
        write_place(json, place);
    json.end_array();
    write_phases(json, "read_in", variable.read_in);
    json.member("read_elsewhere", variable.is_read_elsewhere).end_object();
}

}  // namespace

std::optional<std::string> default_of(const project::VariableRead* read) {
    if (read == nullptr || !read->default_text) return std::nullopt;
    if (read->default_is_literal && *read->default_text == "None") return std::nullopt;
    return without_secrets(read->name, *read->default_text);
}

std::string variables_json(const std::vector<Variable>& variables) {
    JsonWriter json;
    json.begin_object().key("variables").begin_array();
    for (const Variable& variable : variables)
        write_variable(json, variable);
    json.end_array().end_object();
    return std::move(json).take();
}

std::string variable_lines(const std::vector<Variable>& variables) {
    return json_lines(variables, write_variable);
}

}  // namespace megactl::cli::commands
