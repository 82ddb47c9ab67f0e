#include "core/celery/canvas.hpp"

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <utility>

namespace megactl::celery {
namespace {

using JsonKind = JsonView::Kind;

bool is_said(const std::optional<JsonView>& member) {
    return member && !member->is(JsonKind::null);
}

Result<std::vector<Signature>> signatures_of(const std::vector<JsonView>& list, std::string_view noun) {
    std::vector<Signature> signatures;
    for (const JsonView& element : list) {
        auto signature = signature_of(element);
        if (!signature) return problem(fmt::format("{} {}", noun, signature.error().reason));
        signatures.push_back(*std::move(signature));
    }
    return signatures;
}

Result<std::vector<Signature>> signatures_in(const JsonView& embed, std::string_view name, std::string_view noun) {
    const auto list = embed.member(name);
    if (!is_said(list)) return std::vector<Signature>();
    if (!list->is(JsonKind::array)) return problem(fmt::format("its `{}` is no list", name));
    return signatures_of(list->elements(), noun);
}

Result<std::optional<Signature>> body_in(const std::optional<JsonView>& chord) {
    if (!is_said(chord)) return std::nullopt;
    auto body = signature_of(*chord);
    if (!body) return problem(fmt::format("the body of its chord {}", body.error().reason));
    return *std::move(body);
}

Result<void> check_all(std::span<const Signature> signatures, std::string_view noun, ChordSupport support) {
    for (const Signature& signature : signatures) {
        const auto obstacle = obstacle_of(signature, support == ChordSupport::counted);
        if (obstacle) return problem(fmt::format("{} {}", noun, *obstacle));
    }
    return {};
}

// Whoever brings the last part calls the body, and that may be this worker. Where parts are polled, it is not.
Result<void> check_body(const std::optional<Signature>& body, ChordSupport support) {
    if (!body || support == ChordSupport::polled) return {};
    if (support == ChordSupport::none) return problem("its chord counts on results, and none are kept that others see");
    if (auto checked = check_all({&*body, 1}, "the body of its chord", support); !checked) return checked;
    const auto errbacks = errbacks_of(*body);
    if (!errbacks) return tl::unexpected(errbacks.error());
    return check_all(*errbacks, "an errback of its chord", support);
}

// Only the next step is applied here; the others may be parts of chords that fail with this task.
Result<void> check_chain(std::span<const Signature> chain, ChordSupport support) {
    for (const Signature& step : chain) {
        const auto body = body_of(step);
        if (!body) return tl::unexpected(body.error());
        if (auto checked = check_body(*body, support); !checked) return checked;
    }
    return check_all(chain.last(chain.empty() ? 0 : 1), "the next of its chain", support);
}

}  // namespace

Result<Canvas> canvas_of(const Message& message) {
    static const Message bare;
    if (message.embed == bare.embed) return Canvas{};  // as nearly all are
    const auto embed = JsonView::parse(message.embed);
    if (!embed) return problem(fmt::format("what hangs on it is no JSON: {}", embed.error().reason));
    auto callbacks = signatures_in(*embed, "callbacks", "its callback");
    if (!callbacks) return tl::unexpected(callbacks.error());
    auto errbacks = signatures_in(*embed, "errbacks", "its errback");
    if (!errbacks) return tl::unexpected(errbacks.error());
    auto chain = signatures_in(*embed, "chain", "its chain");
    if (!chain) return tl::unexpected(chain.error());
    auto chord = body_in(embed->member("chord"));
    if (!chord) return tl::unexpected(chord.error());
    return Canvas{.callbacks = *std::move(callbacks),
                  .errbacks = *std::move(errbacks),
                  .chain = *std::move(chain),
                  .chord = *std::move(chord)};
}

Result<std::vector<Signature>> errbacks_of(const Signature& body) {
    const auto said = body.options.view_of("link_error");
    if (!said) return std::vector<Signature>();
    return signatures_of(said->is(JsonKind::array) ? said->elements() : std::vector{*said}, "an errback of its chord");
}

Result<std::optional<Signature>> body_of(const Signature& step) {
    return body_in(step.options.view_of("chord"));
}

Result<void> check(const Canvas& canvas, ChordSupport support) {
    if (auto checked = check_all(canvas.callbacks, "its callback", support); !checked) return checked;
    if (auto checked = check_all(canvas.errbacks, "its errback", support); !checked) return checked;
    if (auto checked = check_chain(canvas.chain, support); !checked) return checked;
    return check_body(canvas.chord, support);
}

}  // namespace megactl::celery
