#pragma once

#include "core/broker/result_backend.hpp"

#include <filesystem>
#include <memory>

namespace megactl::broker {

// Results in a site's own SQLite database, in the table of django-celery-results: what `django-db` means. The table is
// made by Django's migrations, never here: a file without it is Error{input}. Opens nothing before its first use.
//
// Chords are counted there by Django's models, which only Python's workers do.
std::unique_ptr<ResultBackend> open_django_results(const std::filesystem::path& file);

}  // namespace megactl::broker
