#include "core/project/setting_values.hpp"

#include "core/base/text.hpp"
#include "core/project/python_statement.hpp"
#include "core/project/setting_expression.hpp"
#include "core/project/settings_value.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

namespace megactl::project {
namespace {

using Kind = SettingValue::Kind;
using Statement = PythonStatement;
using Expression = PythonExpression;

std::string file_of_module(const Tree& tree, std::string_view module, const std::vector<std::string>& roots) {
    const std::string relative = replace_all(std::string(module), ".", "/");
    for (const std::string& root : roots) {
        for (const char* ending : {"/__init__.py", ".py"}) {
            std::string path = joined_path(root, relative + ending);
            if (tree.is_file(path)) return path;
        }
    }
    return {};
}

// Runs the statements of modules, one after the other, into one set of names.
class ModuleRun {
public:
    ModuleRun(ParsedModules& modules, const std::vector<std::string>& roots, const Variables& environment)
        : modules_(modules), roots_(roots), environment_(environment) {}

    void run_file(const std::string& file) {
        if (file.empty() || running_.size() >= most_nested || ++effort_->runs > most_runs ||
            !running_.insert(file).second)
            return;
        const ParsedModule& parsed = modules_.at(file);
        if (parsed.source) {
            const Source outer_source = std::exchange(source_, parsed.source);
            const std::string outer_file = std::exchange(file_, file);
            run(parsed.module.statements);
            source_ = outer_source;
            file_ = outer_file;
        }
        running_.erase(file);
    }

    SettingValues take() { return std::move(names_); }

private:
    static constexpr std::size_t most_nested = 20;
    static constexpr std::size_t most_runs = 200;
    static constexpr std::size_t longest = 4096;  // of a text

    SettingExpressions expressions() const { return {source_, file_, names_, environment_, effort_->values}; }

    void run(const std::vector<Statement>& statements) {
        for (const Statement& statement : statements)
            run(statement);
    }

    void run(const Statement& statement) {
        switch (statement.kind) {
            case Statement::Kind::assignment: return assign(statement);
            case Statement::Kind::augmented: return augment(statement);
            case Statement::Kind::expression: return change(statement);
            case Statement::Kind::from_import: return import(statement);
            case Statement::Kind::branch: return branch(statement);
            case Statement::Kind::with:
                for (const PythonBlock& block : statement.blocks)
                    run(block.body);
                return;
            case Statement::Kind::attempt:
                // Mostly the import of a module of local settings, which may be missing.
                if (!statement.blocks.empty()) run(statement.blocks.front().body);
                for (std::size_t i = 1; i < statement.blocks.size(); ++i)
                    doubt(statement.blocks[i].body);
                return;
            case Statement::Kind::loop:
            case Statement::Kind::match:
                for (const PythonBlock& block : statement.blocks)
                    doubt(block.body);
                return;
            case Statement::Kind::removal:
                for (const Expression* target : statement.targets)
                    forget(*target, statement.span);
                return;
            default: return;
        }
    }

    void assign(const Statement& statement) {
        if (statement.value == nullptr) return;
        SettingValue value = expressions().value(*statement.value);
        for (const Expression* target : statement.targets) {
            if (target->kind == Expression::Kind::name) {
                names_.insert_or_assign(std::string(target->text), value);
            } else if (target->kind == Expression::Kind::subscript) {
                assign_entry(*target, value);
            } else {
                forget(*target, statement.span);
            }
        }
    }

    // `STORAGES["staticfiles"] = …`
    void assign_entry(const Expression& target, const SettingValue& value) {
        const SettingValue key = expressions().value(*target.items[1]);
        const auto mapping = names_.find(target.items[0]->text);
        const bool is_known = target.items[0]->kind == Expression::Kind::name && mapping != names_.end() &&
                              mapping->second.kind == Kind::mapping && key.kind == Kind::text;
        if (!is_known) return forget(target, target.span);
        const auto found = std::ranges::find(mapping->second.keys, key.text);
        if (found != mapping->second.keys.end()) {
            mapping->second.items[static_cast<std::size_t>(found - mapping->second.keys.begin())] = value;
        } else {
            SettingValue copy = value;
            if (mapping->second.append(std::move(copy))) mapping->second.keys.push_back(key.text);
        }
    }

    void augment(const Statement& statement) {
        const Expression& target = *statement.targets[0];
        const auto name = names_.find(target.text);
        if (target.kind != Expression::Kind::name || name == names_.end()) return forget(target, statement.span);
        add(name->second, expressions().value(*statement.value), statement.span);
    }

    void add(SettingValue& to, SettingValue more, Span at) const {
        if (to.kind == Kind::sequence) {
            to.append_all(std::move(more));
        } else if (to.kind == Kind::text && more.is_words() && to.text.size() + more.text.size() <= longest) {
            to.text += more.text;
        } else {
            to = SettingValue{};
        }
        to.at = Location{source_, at};
    }

    // `INSTALLED_APPS.append("x")`
    void change(const Statement& statement) {
        if (statement.value == nullptr || statement.value->kind != Expression::Kind::call) return;
        const Expression& call = *statement.value;
        const Expression& callee = *call.items[0];
        if (callee.kind != Expression::Kind::attribute || callee.items[0]->kind != Expression::Kind::name) return;
        const auto name = names_.find(callee.items[0]->text);
        if (name == names_.end() || name->second.kind != Kind::sequence) return;
        SettingValue& list = name->second;
        const auto argument = [&](std::size_t i) {
            return i < call.items.size() ? expressions().value(*call.items[i]) : SettingValue{};
        };
        if (callee.text == "append") {
            list.append(argument(1));
        } else if (callee.text == "extend") {
            add(list, argument(1), statement.span);
        } else if (callee.text == "insert") {
            const bool is_first = call.items.size() == 3 && call.items[1]->text == "0";
            list.is_open = list.is_open || !is_first;
            if (list.append(argument(2)) && is_first) {
                std::ranges::rotate(list.items, std::prev(list.items.end()));
            }
        } else if (callee.text == "remove") {
            const SettingValue gone = argument(1);
            std::erase_if(list.items, [&](const SettingValue& item) { return item.text == gone.text; });
        }
    }

    void import(const Statement& statement) {
        const bool takes_all = std::ranges::any_of(statement.imports, [](const auto& one) { return one.name == "*"; });
        const std::string file = module_file(statement);
        if (takes_all) return run_file(file);
        if (file.empty() || running_.contains(file)) return;
        ModuleRun other(modules_, roots_, environment_);
        other.running_ = running_;
        other.effort_ = effort_;
        other.run_file(file);
        const SettingValues theirs = other.take();
        for (const PythonImport& one : statement.imports) {
            const std::string name(one.alias.empty() ? one.name : one.alias);
            const auto found = theirs.find(one.name);
            if (found != theirs.end()) names_.insert_or_assign(name, found->second);
        }
    }

    std::string module_file(const Statement& statement) const {
        if (statement.level == 0) return file_of_module(modules_.tree(), statement.name, roots_);
        std::string folder = parent_path(file_);
        for (unsigned level = 1; level < statement.level; ++level)
            folder = parent_path(folder);
        if (statement.name.empty()) return {};
        return file_of_module(modules_.tree(), statement.name, {folder});
    }

    void branch(const Statement& statement) {
        for (std::size_t i = 0; i < statement.blocks.size(); ++i) {
            const PythonBlock& block = statement.blocks[i];
            if (block.keyword == "else") return run(block.body);
            const auto truth = block.header == nullptr ? std::nullopt : expressions().truth(*block.header);
            if (!truth) {
                for (; i < statement.blocks.size(); ++i)
                    doubt(statement.blocks[i].body);
                return;
            }
            if (*truth) return run(block.body);
        }
    }

    // What statements that may not run would change.
    void doubt(const std::vector<Statement>& statements) {
        for (const Statement& statement : statements) {
            const bool adds =
                statement.kind == Statement::Kind::augmented || statement.kind == Statement::Kind::expression;
            if (adds) {
                doubt_addition(statement);
            } else {
                for (const Expression* target : statement.targets)
                    forget(*target, statement.span);
            }
            for (const PythonBlock& block : statement.blocks)
                doubt(block.body);
        }
    }

    void doubt_addition(const Statement& statement) {
        const Expression* target = nullptr;
        if (statement.kind == Statement::Kind::augmented) {
            target = statement.targets[0];
        } else if (statement.value != nullptr && statement.value->kind == Expression::Kind::call &&
                   statement.value->items[0]->kind == Expression::Kind::attribute) {
            target = statement.value->items[0]->items[0];
        }
        if (target == nullptr || target->kind != Expression::Kind::name) return;
        const auto name = names_.find(target->text);
        if (name == names_.end()) return;
        const bool is_list = name->second.kind == Kind::sequence;
        if (!is_list) name->second = SettingValue{};
        name->second.is_open = true;
        name->second.at = Location{source_, statement.span};
    }

    void forget(const Expression& target, Span at) {
        const Expression* base = &target;
        while (base->kind == Expression::Kind::subscript || base->kind == Expression::Kind::attribute)
            base = base->items[0];
        if (base->kind == Expression::Kind::name) {
            SettingValue unknown;
            unknown.at = Location{source_, at};
            names_.insert_or_assign(std::string(base->text), std::move(unknown));
        }
        if (base->kind != Expression::Kind::tuple && base->kind != Expression::Kind::list) return;
        for (const Expression* item : base->items) {
            if (item != nullptr && item != base) forget(*item, at);
        }
    }

    ParsedModules& modules_;
    const std::vector<std::string>& roots_;
    const Variables& environment_;
    SettingValues names_;
    Source source_;
    std::string file_;
    std::set<std::string> running_;
    // Of all files, imported ones too.
    struct Effort {
        std::size_t runs = 0;
        std::size_t values = 0;
    };
    std::shared_ptr<Effort> effort_ = std::make_shared<Effort>();
};

}  // namespace

SettingValues setting_values(ParsedModules& modules, const std::string& file, const std::vector<std::string>& roots,
                             const Variables& environment) {
    ModuleRun run(modules, roots, environment);
    run.run_file(file);
    return run.take();
}

}  // namespace megactl::project
