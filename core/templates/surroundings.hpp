#pragma once

#include "core/templates/value.hpp"

#include <string>

namespace megactl::templates {

// Where and when a template is rendered. Only English and UTC are known here: what would be written otherwise in
// another language or at another time of day is an error.
struct Surroundings {
    Time now{};
    std::string language = "en-us";  // Django's LANGUAGE_CODE
    std::string time_zone = "UTC";   // Django's TIME_ZONE
};

}  // namespace megactl::templates
