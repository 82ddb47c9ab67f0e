#include "core/base/glob.hpp"
#include "core/base/text.hpp"
#include "core/project/settings_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace megactl::project {
namespace {

// Modules deeper than this import chain are left for what they are: nobody's settings go through twenty.
constexpr std::size_t deepest_import = 20;
constexpr std::size_t most_modules = 5'000;
constexpr std::size_t most_includes = 200;
constexpr std::size_t most_assignments = 100'000;

std::string_view parent_package(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
}

// What is said of drafts becomes what is said of reads.
void renumber(Clauses& clauses, const std::vector<std::size_t>& places) {
    for (Clause& clause : clauses) {
        for (Atom& atom : clause) {
            if (!is_about_a_read(atom.kind)) continue;
            atom.read = places[atom.read];
            if (atom.read == no_index) atom = Atom{};
        }
    }
}

}  // namespace

std::optional<std::string> SettingsScan::module_path(const std::string& name) const {
    if (name.empty() || !std::ranges::all_of(name, [](char c) { return is_name_character(c) || c == '.'; })) {
        return std::nullopt;
    }
    const std::string relative = replace_all(name, ".", "/");
    for (const std::string& root : roots_) {
        for (const char* ending : {"/__init__.py", ".py"}) {
            std::string path = joined_path(root, relative + ending);
            if (tree_.is_file(path)) return path;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> SettingsScan::walk_module(const std::string& name) {
    const auto known = modules_by_name_.find(name);
    if (known != modules_by_name_.end()) return known->second;
    const std::optional<std::string> path = module_path(name);
    if (!path || import_depth_ >= deepest_import || modules_.size() >= most_modules) {
        if (!path) modules_by_name_.emplace(name, std::nullopt);
        return std::nullopt;
    }
    return walk_file(*path, name);
}

std::optional<std::size_t> SettingsScan::walk_file(const std::string& path, const std::string& name) {
    if (const std::string_view package = parent_package(name); !package.empty()) {
        // A package runs before what is in it, and may import it by itself.
        walk_module(std::string(package));
    }
    if (const auto known = modules_by_name_.find(name); known != modules_by_name_.end()) return known->second;
    const Source source = tree_.read(path);
    if (!source) return std::nullopt;
    const std::size_t index = modules_.size();
    WalkedModule& module = modules_.emplace_back();
    module.name = name;
    module.package = path.ends_with("__init__.py") ? name : std::string(parent_package(name));
    module.path = path;
    module.source = source;
    modules_by_name_.insert_or_assign(name, index);
    walk_into(index);
    return index;
}

// Runs a module that is known by now, so that a circle of imports ends.
void SettingsScan::walk_into(std::size_t module) {
    const Source source = modules_[module].source;
    found_.files.push_back(source);
    if (source->text().size() > longest_python_text) {
        found_.misunderstood.push_back({{source, {0, 0}}, "larger than 1 MiB: not read as settings", false});
        return;
    }
    Place place;
    place.module = module;
    place.path = place_.path;
    place.guards = place_.guards;
    place.value_guards = place_.value_guards;
    place.branch = place_.branch;
    std::swap(place, place_);
    ++import_depth_;
    const Expression* discarded = std::exchange(discarded_, nullptr);
    const std::size_t statement = statement_;
    const PythonModule parsed = parse_python(source->text());
    run(parsed.statements);
    if (const auto& problem = parsed.problem) {
        found_.misunderstood.push_back({locate(problem->span), problem->reason, problem->is_sure});
    }
    // What stands behind the import is another statement than what was walked.
    statement_ = std::max(statement_, statement) + 1;
    discarded_ = discarded;
    --import_depth_;
    std::swap(place, place_);
}

// A module that an import names: walked now, unless the import stands in a function that nobody may call.
std::optional<std::size_t> SettingsScan::imported_module(const std::string& name) {
    if (place_.function == no_index) return walk_module(name);
    const auto known = modules_by_name_.find(name);
    return known != modules_by_name_.end() ? known->second : std::nullopt;
}

void SettingsScan::run_import(const PythonStatement& statement) {
    for (const PythonImport& import : statement.imports) {
        const std::string name(import.name);
        const std::optional<std::size_t> module = imported_module(name);
        const bool is_whole = import.alias.empty() && name.find('.') != std::string::npos;
        // `import a.b` binds `a`.
        const std::string bound = is_whole ? name.substr(0, name.find('.')) : name;
        Value value = dotted_value(bound);
        const std::optional<std::size_t> target = is_whole ? imported_module(bound) : module;
        if (target) {
            value.kind = Value::Kind::module;
            value.index = *target;
        }
        bind(import.alias.empty() ? std::string_view(bound) : import.alias, std::move(value));
    }
}

std::string SettingsScan::absolute_name(const PythonStatement& statement) const {
    if (statement.level == 0) return std::string(statement.name);
    std::string_view package = here().package;
    for (std::size_t level = 1; level < statement.level; ++level)
        package = parent_package(package);
    if (package.empty() || statement.name.empty()) return std::string(package.empty() ? statement.name : package);
    return fmt::format("{}.{}", package, statement.name);
}

void SettingsScan::run_from_import(const PythonStatement& statement) {
    const std::string name = absolute_name(statement);
    const std::optional<std::size_t> from = imported_module(name);
    for (const PythonImport& import : statement.imports) {
        if (import.name != "*") {
            import_name(from, name, import);
        } else if (from) {
            import_star(*from);
        } else if (statement.level > 0 || module_path(name)) {
            // A module of the project that was not walked: what it gives is not known.
            found_.dynamic_reads.push_back(locate(statement.span));
        }
    }
}

void SettingsScan::import_star(std::size_t from) {
    if (from == place_.module || !here().starred.insert(from).second) return;
    const Names names = modules_[from].names;
    for (const auto& [name, value] : names) {
        if (!name.starts_with('_')) bind(name, value);
    }
    if (!is_at_module_level()) return;
    const std::vector<SettingAssignment> assignments = modules_[from].assignments;
    for (const SettingAssignment& assignment : assignments)
        copy_assignment(assignment);
}

void SettingsScan::import_name(std::optional<std::size_t> from, const std::string& package,
                               const PythonImport& import) {
    const std::string_view bound = import.alias.empty() ? import.name : import.alias;
    const std::string below = fmt::format("{}.{}", package, import.name);
    Value value = dotted_value(below);
    if (from) {
        const WalkedModule& module = modules_[*from];
        const auto found = module.names.find(import.name);
        if (found != module.names.end()) {
            value = found->second;
            const auto last = module.last_assignments.find(import.name);
            if (last != module.last_assignments.end() && is_at_module_level() && *from != place_.module) {
                SettingAssignment assignment = module.assignments[last->second];
                assignment.name = bound;
                copy_assignment(std::move(assignment));
            }
            return bind(bound, std::move(value));
        }
    }
    if (const std::optional<std::size_t> module = imported_module(below)) {
        value.kind = Value::Kind::module;
        value.index = *module;
    }
    bind(bound, std::move(value));
}

void SettingsScan::copy_assignment(SettingAssignment assignment) {
    if (here().assignments.size() >= most_assignments) return;
    Clauses& under = assignment.under;
    under.insert(under.end(), place_.branches.begin(), place_.branches.end());
    if (under.size() > most_conditions) under = unknown_condition().when_true;
    here().last_assignments.insert_or_assign(assignment.name, here().assignments.size());
    here().assignments.push_back(std::move(assignment));
}

Value SettingsScan::call_import_module(const Call& call) {
    const Argument* name = call.either(0, "name");
    if (name == nullptr || !name->value.is_text()) return {};
    const std::optional<std::size_t> module = imported_module(name->value.text);
    Value value;
    if (!module) return value;
    value.kind = Value::Kind::module;
    value.index = *module;
    return value;
}

// split_settings: `include("components/*.py", optional("local.py"))`, from the folder of the file that says so.
Value SettingsScan::call_include(const Call& call) {
    if (place_.function != no_index) return {};
    for (const Argument& argument : call.arguments) {
        if (!argument.name.empty()) continue;
        if (!argument.value.is_text() || ++includes_ > most_includes) {
            add_dynamic(*argument.expression);
            continue;
        }
        const std::string pattern = joined_path(parent_path(here().path), argument.value.text);
        const std::string folder = parent_path(pattern);
        const std::string wanted = pattern.substr(pattern.rfind('/') + 1);
        if (wanted.find_first_of("*?[") == std::string::npos) {
            include_file(pattern);
            continue;
        }
        for (const std::string& name : tree_.list(folder)) {
            if (matches_fnmatch(wanted, name)) include_file(joined_path(folder, name));
        }
    }
    return {};
}

// Runs in the names of the including module: as good as a star import, and it sees them too.
void SettingsScan::include_file(const std::string& path) {
    if (!tree_.is_file(path) || import_depth_ >= deepest_import) return;
    const std::string name = "include of " + path;
    if (modules_by_name_.contains(name)) return;
    const std::size_t including = place_.module;
    const Names names = here().names;
    const std::size_t index = modules_.size();
    const Source source = tree_.read(path);
    if (!source) return;
    WalkedModule& module = modules_.emplace_back();
    module.name = name;
    module.package = modules_[including].package;
    module.path = path;
    module.source = source;
    module.names = names;
    modules_by_name_.insert_or_assign(name, index);
    walk_into(index);
    import_star(index);
}

DjangoSettings SettingsScan::result(std::size_t module) const {
    DjangoSettings settings = found_;
    settings.assignments = modules_[module].assignments;
    const auto own = std::ranges::find(settings.files, modules_[module].source);
    if (own != settings.files.end()) std::rotate(settings.files.begin(), own, own + 1);
    std::map<std::string_view, std::size_t> counts;
    for (const Draft& draft : drafts_)
        ++counts[draft.read.name];
    std::vector<std::size_t> places;  // of the drafts among the reads
    for (const Draft& draft : drafts_) {
        places.push_back(draft.is_template() ? no_index : settings.reads.size());
        if (draft.is_template()) continue;
        VariableRead read = draft.read;
        if (read.when == ReadWhen::guarded) read.is_required = false;
        if (draft.is_only_tested && counts[read.name] == 1 && read.setting.empty() && read.type == ValueType::text) {
            // `if os.getenv("X"):` and no other use of X: any text is a yes, "False" too.
            read.type = ValueType::boolean;
            read.boolean_words = BooleanWords::truthiness;
        }
        settings.reads.push_back(std::move(read));
    }
    for (VariableRead& read : settings.reads)
        renumber(read.under, places);
    for (SettingAssignment& assignment : settings.assignments)
        renumber(assignment.under, places);
    settings.changes_debug = std::ranges::count(settings.assignments, "DEBUG", &SettingAssignment::name) > 1;
    return settings;
}

void SettingsScan::add_names(std::set<std::string>& names, const std::function<bool(const Source&)>& wanted) const {
    for (const Draft& draft : drafts_) {
        if (draft.is_template() || !wanted(modules_[draft.module].source)) continue;
        names.insert(draft.read.name);
        names.insert(draft.read.alternatives.begin(), draft.read.alternatives.end());
    }
}

}  // namespace megactl::project
