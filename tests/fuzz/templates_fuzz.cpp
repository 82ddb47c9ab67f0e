// Any text, as a template: rendered in bounded time and room, or refused with a place.

#include "core/base/error.hpp"
#include "core/base/json_view.hpp"
#include "core/templates/engine.hpp"
#include "core/templates/json_value.hpp"

#include <cstdint>
#include <memory>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace megactl;
    static const templates::Mapping names = templates::mapping_of_json(
        *JsonView::parse(R"({"a": "A <b>", "l": [1, "x", null], "d": {"k": [true]}, "n": 1.5, "z": 0})"));
    const std::string text(reinterpret_cast<const char*>(data), size);  // NOLINT: as libFuzzer hands it
    const auto source = std::make_shared<const SourceText>("main", text);
    const auto base = std::make_shared<const SourceText>("base", "{% block a %}x{% endblock %}{% include 'main' %}");
    const templates::Loader loader = [&](const std::string& name) {
        return name == "main" ? source : name == "base" ? base : nullptr;
    };
    try {
        templates::render("main", names, loader, {});
        templates::expect_understood("main", loader);
    } catch (const Error& error) {
        if (error.message().empty()) __builtin_trap();
    }
    return 0;
}
