#pragma once

#include "core/base/result.hpp"
#include "core/celery/message.hpp"
#include "core/templates/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace megactl::tasks {

// What a message tells a letter.
struct LetterArguments {
    std::int64_t user = 0;     // whom `user_id` names
    templates::Mapping names;  // for the templates: of a site's letter all but `user_id`
};

// `known` are the arguments in their order, of which none may be missing; where it is empty any may come, by their
// names.
Result<LetterArguments> letter_arguments(const celery::Message& message, const std::vector<std::string>& known);

}  // namespace megactl::tasks
