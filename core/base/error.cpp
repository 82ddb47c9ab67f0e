#include "core/base/error.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace megactl {

Error::Error(Kind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

Error&& Error::seen(std::string text) && {
    details_.push_back({"seen", std::move(text)});
    return std::move(*this);
}

Error&& Error::from(std::string text) && {
    // Who named it is often known last, and read before the way out.
    const auto help = std::ranges::find(details_, "help", &Detail::name);
    details_.insert(help, {"from", std::move(text)});
    return std::move(*this);
}

Error&& Error::help(std::string text) && {
    details_.push_back({"help", std::move(text)});
    return std::move(*this);
}

Error&& Error::at(Location place, std::string label) && {
    place_ = std::move(place);
    place_label_ = std::move(label);
    return std::move(*this);
}

std::string system_reason(int error_number) {
    // strerrordesc_np is thread-safe and, unlike strerror, never translated.
    const char* description = ::strerrordesc_np(error_number);
    return description == nullptr ? "error " + std::to_string(error_number) : lower(description);
}

}  // namespace megactl
