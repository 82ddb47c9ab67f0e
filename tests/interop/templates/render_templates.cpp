// Renders what it is told on standard input, a JSON array of `{"templates": {name: text}, "names": {…}}`, and prints an
// array of `{"text": …}` or `{"error": …}`. A name's `{"__time__": seconds}` is a time.

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/json_view.hpp"
#include "core/templates/engine.hpp"
#include "core/templates/json_value.hpp"

#include <chrono>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

namespace {

namespace templates = megactl::templates;
using megactl::JsonView;

templates::Mapping names_of(const JsonView& json) {
    templates::Mapping names = templates::mapping_of_json(json);
    for (auto& [name, value] : names) {
        const templates::Mapping* members = value.as_mapping();
        const templates::Value* time = members == nullptr ? nullptr : templates::member_of(*members, "__time__");
        if (time == nullptr) continue;
        value = templates::Time(std::chrono::seconds(*time->as<std::int64_t>()));
    }
    return names;
}

void render(const JsonView& job, megactl::JsonWriter& answers) {
    std::map<std::string, megactl::Source> texts;
    for (const auto& [name, text] : job.member("templates")->members())
        texts[name] = std::make_shared<const megactl::SourceText>(name, text.text().value_or(""));
    const templates::Loader loader = [&](const std::string& name) {
        const auto found = texts.find(name);
        return found == texts.end() ? nullptr : found->second;
    };
    answers.begin_object();
    try {
        answers.member("text", templates::render("main", names_of(*job.member("names")), loader, {}));
    } catch (const megactl::Error& error) {
        answers.member("error", error.message());
    }
    answers.end_object();
}

}  // namespace

int main() {
    const std::string text(std::istreambuf_iterator<char>(std::cin), {});
    const auto jobs = JsonView::parse(text);
    if (!jobs) return 1;
    megactl::JsonWriter answers;
    answers.begin_array();
    for (const JsonView& job : jobs->elements())
        render(job, answers);
    std::cout << std::move(answers.end_array()).take();
    return 0;
}
