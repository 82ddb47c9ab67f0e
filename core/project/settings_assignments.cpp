#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <algorithm>
#include <utility>

namespace megactl::project {
namespace {

// Beyond this nothing more is concluded, so that no text makes much work.
constexpr std::size_t most_targets = 16;

bool is_tool(const Value& value) {
    return value.kind == Value::Kind::dotted || value.kind == Value::Kind::environment ||
           value.kind == Value::Kind::function || value.kind == Value::Kind::module;
}

}  // namespace

void SettingsScan::run_assignment(const PythonStatement& statement) {
    const Expression* source = statement.value;
    if (source == nullptr) return;
    const Expression& target = *statement.targets[0];
    const bool is_paired = statement.targets.size() == 1 && target.kind == Expression::Kind::tuple &&
                           (source->kind == Expression::Kind::tuple || source->kind == Expression::Kind::list) &&
                           source->items.size() == target.items.size();
    if (is_paired) {
        for (std::size_t index = 0; index < target.items.size(); ++index) {
            const std::size_t first = drafts_.size();
            const Value value = evaluate(*source->items[index]);
            assign(*target.items[index], value, source->items[index], first);
        }
        return;
    }
    const std::size_t first = drafts_.size();
    if (target.kind == Expression::Kind::name) configured_attribute_ = target.text;
    const Value value = evaluate(*source);
    configured_attribute_.clear();
    for (std::size_t index = 0; index < std::min(statement.targets.size(), most_targets); ++index) {
        assign(*statement.targets[index], value, source, first);
    }
}

void SettingsScan::run_augmented(const PythonStatement& statement) {
    const Expression& target = *statement.targets[0];
    const std::size_t first = drafts_.size();
    if (target.kind == Expression::Kind::subscript) evaluate(target);
    evaluate(*statement.value);
    if (target.kind != Expression::Kind::name) return assign(target, {}, nullptr, first);
    bind(target.text, {});
    if (!is_at_module_level()) return;
    assign_setting(target, {}, nullptr, first);
    // The value as a whole is known to nobody: the statement tells what is done to it.
    copy_assignment({.name = std::string(target.text),
                     .source = std::string(here().source->text(statement.span)),
                     .literal = std::nullopt,
                     .at = locate(statement.span),
                     .is_change = true});
}

// `MIDDLEWARE.append("…")`: as with `+=`, the statement tells what is done to it.
void SettingsScan::keep_change(const Expression& call, Span statement) {
    if (call.kind != Expression::Kind::call || call.items.empty() || !is_at_module_level()) return;
    const Expression& method = *call.items[0];
    const bool changes = method.kind == Expression::Kind::attribute &&
                         method.items[0]->kind == Expression::Kind::name &&
                         is_one_of(method.text, {"append", "extend", "insert", "remove", "pop", "clear", "update"});
    if (!changes) return;
    const std::string_view name = method.items[0]->text;
    copy_assignment({.name = std::string(name),
                     .source = std::string(here().source->text(statement)),
                     .literal = std::nullopt,
                     .at = locate(statement),
                     .is_change = true});
}

// `source` is null where the value is not written down: a loop's, an unpacked one's.
void SettingsScan::assign(const Expression& target, const Value& value, const Expression* source,
                          std::size_t first_read) {
    switch (target.kind) {
        case Expression::Kind::name:
            if (is_at_module_level()) assign_setting(target, value, source, first_read);
            bind(target.text, value);
            break;
        case Expression::Kind::tuple:
        case Expression::Kind::list:
        case Expression::Kind::starred:
            for (const Expression* item : target.items)
                assign(*item, {}, nullptr, first_read);
            break;
        case Expression::Kind::subscript:
        case Expression::Kind::attribute: {
            const Expression* base = target.items[0];
            while (base->kind == Expression::Kind::subscript)
                base = base->items[0];
            if (base->kind == Expression::Kind::name && is_at_module_level()) {
                assign_setting(*base, {}, nullptr, first_read);
            }
            assign_member(target, value);
            break;
        }
        default: break;
    }
}

// Tells the reads which setting they are for, and keeps the assignment.
void SettingsScan::assign_setting(const Expression& target, const Value& value, const Expression* source,
                                  std::size_t first_read) {
    const std::string name(target.text);
    const bool is_setting = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
    const auto name_read = [&](std::size_t index) {
        VariableRead& read = drafts_[index].read;
        if (is_setting && read.setting.empty()) read.setting = name;
    };
    for (std::size_t index = first_read; index < drafts_.size(); ++index) {
        if (drafts_[index].module == place_.module) name_read(index);
    }
    for (const std::size_t index : value.reads) {
        name_read(index);
        VariableRead& read = drafts_[index].read;
        const bool is_flag = value.is_presence || (is_boolean_setting(name) && value.is_direct && !value.is_converted &&
                                                   read.type == ValueType::text);
        if (!is_flag) continue;
        read.type = ValueType::boolean;
        read.boolean_words = BooleanWords::truthiness;
    }
    if (source == nullptr) return;
    copy_assignment({.name = name,
                     .source = std::string(here().source->text(source->span)),
                     .literal = scalar_literal(*source),
                     .at = locate(target.span)});
}

// `os.environ["X"] = …`, `env.prefix = …`
void SettingsScan::assign_member(const Expression& target, const Value& value) {
    const Expression& base = *target.items[0];
    if (base.kind != Expression::Kind::name && base.kind != Expression::Kind::attribute) return;
    const Value owner = evaluate(base);
    if (target.kind == Expression::Kind::subscript && owner.is_dotted("os.environ")) {
        supply(evaluate(*target.items[1]));
    } else if (target.kind == Expression::Kind::attribute && owner.kind == Value::Kind::environment &&
               target.text == "prefix" && value.is_text()) {
        environments_[owner.index].prefix = value.text;
    }
}

// What is bound within a branch holds behind it only where nothing else could: a tool (`env`, a function) stays what it
// was, other values become unknown.
void SettingsScan::bind(std::string_view name, Value value) {
    Names& scope = is_at_module_level() ? here().names : place_.scopes.back();
    const auto found = scope.find(name);
    value.branch = place_.branch;
    if (found == scope.end()) {
        scope.emplace(name, std::move(value));
        return;
    }
    if (place_.branch != 0 && found->second.branch != place_.branch) {
        if (is_tool(found->second)) return;
        if (!is_tool(value)) {
            value = {};
            value.branch = no_index;
        }
    }
    found->second = std::move(value);
}

}  // namespace megactl::project
