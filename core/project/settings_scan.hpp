#pragma once

#include "core/project/django_settings.hpp"
#include "core/project/env_reading.hpp"
#include "core/project/python_statement.hpp"
#include "core/project/settings_condition.hpp"
#include "core/project/settings_place.hpp"
#include "core/project/settings_value.hpp"
#include "core/project/tree.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::project {

// Python text longer than this is nobody's settings.
inline constexpr std::size_t longest_python_text = 1U << 20U;

// Walks Python modules as importing them would run them and writes down what they read from the environment.
//
// Each module is walked once, statement by statement; names are bound to what is known of their values, conditions are
// kept as a path of clauses. A function's body is walked where it is defined: its reads are `lazily` until a call at
// import is seen, and reads whose name is a parameter are templates that every call fills in. Work is bounded by the
// size of the files: whatever could grow (reads of a value, texts, templates) has a limit, beyond which it is unknown.
class SettingsScan {
public:
    // Modules are looked for in `roots` (folders from the project's root), as on Python's path.
    SettingsScan(const Tree& tree, std::vector<std::string> roots);

    // Walks a module by its dotted name, its packages first; or the very file. Nothing where there is none.
    std::optional<std::size_t> walk_module(const std::string& name);
    std::optional<std::size_t> walk_file(const std::string& path, const std::string& name);

    // What was understood, without the templates; `module` gives the assignments.
    DjangoSettings result(std::size_t module) const;
    // The names read by modules whose file `wanted` accepts.
    void add_names(std::set<std::string>& names, const std::function<bool(const Source&)>& wanted) const;

private:
    using Expression = PythonExpression;
    using Statements = std::vector<PythonStatement>;

    // settings_scan.cpp: statements
    void run(const Statements& statements);
    void run(const PythonStatement& statement);
    void run_under(const Clauses& clauses, const Statements& statements);
    void run_branch(const PythonStatement& statement);
    void run_loop(const PythonStatement& statement);
    void run_attempt(const PythonStatement& statement);
    void run_with(const PythonStatement& statement);
    void run_match(const PythonStatement& statement);
    void run_expression(const Expression& expression, Span statement);

    // settings_functions.cpp
    std::size_t add_function(std::string name, std::span<const PythonKeyword> parameters);
    void run_function(const PythonStatement& statement);
    void run_body(std::size_t function, const Statements& body);
    void run_return(const PythonStatement& statement);
    Value evaluate_lambda(const Expression& expression);

    // settings_assignments.cpp
    void run_assignment(const PythonStatement& statement);
    void run_augmented(const PythonStatement& statement);
    void keep_change(const Expression& call, Span statement);
    void assign(const Expression& target, const Value& value, const Expression* source, std::size_t first_read);
    void assign_setting(const Expression& target, const Value& value, const Expression* source, std::size_t first_read);
    void assign_member(const Expression& target, const Value& value);
    void bind(std::string_view name, Value value);

    // settings_refusals.cpp: what raises, or ends the process
    void refuse(Clauses path, Span place);
    void refuse_without_default(const Atom& atom, std::size_t parameter, const Location& at);
    void refuse_atom(const Atom& atom, bool only_without_debug, const Location& at);
    void link_alternatives(std::span<const std::size_t> reads);

    // settings_imports.cpp
    void walk_into(std::size_t module);
    void run_import(const PythonStatement& statement);
    void run_from_import(const PythonStatement& statement);
    void import_star(std::size_t from);
    void import_name(std::optional<std::size_t> from, const std::string& package, const PythonImport& import);
    std::optional<std::size_t> imported_module(const std::string& name);
    std::optional<std::string> module_path(const std::string& name) const;
    std::string absolute_name(const PythonStatement& statement) const;
    Value call_import_module(const Call& call);
    Value call_include(const Call& call);
    void include_file(const std::string& path);
    void copy_assignment(SettingAssignment assignment);

    // settings_classes.cpp
    void run_class(const PythonStatement& statement);
    void run_settings_class(const PythonStatement& statement, bool is_first_version);
    void read_field(const PythonStatement& statement, std::string_view prefix, bool ignores_case,
                    bool is_first_version);
    Value call_configuration_value(const Call& call, std::string_view type);

    // settings_evaluate.cpp: expressions
    Value evaluate(const Expression& expression);
    Value evaluate_each(const Expression& expression);
    Value evaluate_attribute(const Expression& expression);
    Value evaluate_subscript(const Expression& expression);
    Value evaluate_items(const Expression& expression);
    Value evaluate_dict(const Expression& expression);
    Value evaluate_comprehension(const Expression& expression);
    Value evaluate_binary(const Expression& expression);
    Value evaluate_under(const Clauses& clauses, const Expression& expression);
    Value lookup(std::string_view name);
    Value member_of_module(std::size_t module, std::string_view name);

    // settings_truth.cpp: conditions and choices
    static Condition truth_of(const Value& value);
    Value evaluate_choice(const Expression& expression);
    Value evaluate_conditional(const Expression& expression);
    Value evaluate_comparison(const Expression& expression);
    Value evaluate_membership(const Expression& expression, const Value& left, const Value& right);
    Value evaluate_words(const Expression& expression, const Value& left, const Expression& words);

    // settings_calls.cpp
    Value evaluate_call(const Expression& expression);
    Value call_dotted(const Call& call);
    Value call_builtin(const Call& call, std::string_view name);
    Value call_method(const Call& call);
    Value call_function(const Call& call);
    Value call_path(const Call& call, std::string_view name);
    void call_at_import(std::size_t function);
    Value convert(const Value& value, Conversion conversion, bool raises_on_none);
    Value converted_argument(const Call& call, Conversion conversion, bool raises_on_none);

    // env_idioms.cpp: what every read has in common, and `os`
    Value read(const ReadPlan& plan);
    Draft draft_of(const ReadPlan& plan) const;
    bool add_named(Draft draft, const Value& name, const std::string& prefix, const Expression& at,
                   std::vector<std::size_t>& added);
    std::size_t add_draft(Draft draft);
    static void set_fallback(Draft& draft, const Fallback& fallback);
    bool is_supplied(std::string_view name) const;
    bool is_template_present(const Draft& draft) const;
    void require_by_use(const Value& value);
    void add_dynamic(const Expression& expression);
    void add_prefix(std::string prefix);
    void supply(const Value& name);
    std::vector<std::size_t> fill_in(std::size_t template_read, const FunctionOfProject& function, const Call& call);
    Value read_subscript(const Expression& expression, const Value& name);
    Value call_os(const Call& call, std::string_view name);
    static std::optional<Conversion> conversion_of(const Argument* cast);

    // env_libraries.cpp: libraries whose readers are functions, and env files
    Value call_library(const Call& call, std::string_view path);
    Value call_unknown(const Call& call);
    Value call_decouple(const Call& call, std::string_view idiom);
    Value call_database_url(const Call& call);
    Value call_dynaconf(const Call& call, std::string_view standard_prefix);
    Value call_dotenv(const Call& call, std::string_view name);
    void read_env_file(const Argument* path, bool is_searched);
    void add_env_file(const std::string& file);
    std::optional<std::string> path_of(const Value& value) const;
    std::optional<std::string> nearest_env_file() const;

    // env_objects.cpp: libraries whose readers are objects: django-environ, environs
    Value make_environment(const Call& call, Environment::Library library, bool reads_files);
    void add_scheme(Environment& environment, std::string_view name, const Expression& declared);
    Value call_environment(const Call& call);
    Value call_django_environ(const Call& call, const Environment& environment);
    Value call_environs(const Call& call, const Environment& environment);

    const WalkedModule& here() const { return modules_[place_.module]; }
    WalkedModule& here() { return modules_[place_.module]; }
    Location locate(Span span) const { return {here().source, span}; }
    bool is_unconditional() const { return place_.path.empty(); }
    bool is_at_module_level() const { return place_.scopes.empty(); }

    const Tree& tree_;
    std::vector<std::string> roots_;
    DjangoSettings found_;
    std::vector<Draft> drafts_;
    std::deque<WalkedModule> modules_;
    std::map<std::string, std::optional<std::size_t>, std::less<>> modules_by_name_;
    std::deque<FunctionOfProject> functions_;
    std::deque<Environment> environments_;
    std::set<std::string, std::less<>> supplied_;
    Place place_;
    std::size_t statement_ = 0;              // counts them, to tell whether two things happen in one
    const Expression* discarded_ = nullptr;  // the call whose value nobody takes
    std::size_t branches_ = 0;
    Clauses skipped_;                   // what is known where no branch of the last `if` was taken
    std::string configured_attribute_;  // the class attribute being assigned, for django-configurations
    std::size_t import_depth_ = 0;
    std::size_t includes_ = 0;
};

}  // namespace megactl::project
