# What the cells below use, apart from the names of the script.
sciencemesh <- local({
  now <- function() {
    format(Sys.time(), "%Y-%m-%dT%H:%M:%S+00:00", tz = "UTC")
  }

  say <- function(...) cat(..., "\n", sep = "")

  give_up <- function(...) stop(..., call. = FALSE)

  # A text fit to be printed: on one line, without control characters.
  shown <- function(text, length = 200) {
    clean <- gsub("[^[:print:]]", ".", iconv(text, "UTF-8", "UTF-8", sub = "."))
    long <- nchar(clean) > length
    clean[long] <- paste0(substr(clean[long], 1, length - 3), "...")
    clean
  }

  # A path in this folder: a name with a tilde is no home folder.
  inside <- function(path) file.path(".", path)

  size_text <- function(size) {
    for (unit in c("bytes", "kB", "MB", "GB")) {
      if (size < 1000) {
        return(paste(round(size, if (unit == "bytes") 0 else 1), unit))
      }
      size <- size / 1000
    }
    paste(round(size, 1), "TB")
  }

  require_script <- function(script) {
    if (!file.exists(inside(script)) || dir.exists(inside(script))) {
      give_up(
        shown(script), " is not here. The preview of the package can fetch it."
      )
    }
  }

  # Tells which of the packages that the script names are here.
  check_environment <- function(script) {
    say(R.version.string, " on ", Sys.info()[["sysname"]])
    require_script(script)
    text <- readLines(inside(script), warn = FALSE, encoding = "UTF-8")
    call <- "\\b(?:library|require|requireNamespace)\\s*\\(\\s*[\"']?[A-Za-z][A-Za-z0-9.]*"
    calls <- unlist(regmatches(text, gregexpr(call, text, perl = TRUE, useBytes = TRUE)))
    for (name in sort(unique(sub(".*[^A-Za-z0-9.]", "", calls)))) {
      here <- nzchar(system.file(package = name))
      say(if (here) "  + " else "  - ", name, if (!here) " (not installed)")
    }
  }

  # Compares the files on disk with what the package says about them.
  check_files <- function(files) {
    size <- file.size(inside(files$path))
    here <- !is.na(size) & !dir.exists(inside(files$path))
    say(
      sum(here), " of ", nrow(files), " files are here, ",
      size_text(sum(size[here]))
    )
    for (row in utils::head(which(!here), 50)) {
      say("  - ", shown(files$path[row]), " is not here")
    }
    other <- here & !is.na(files$size) & files$size != size
    for (row in utils::head(which(other), 50)) {
      say(
        "  ! ", shown(files$path[row]), " has ", size_text(size[row]),
        ", not ", size_text(files$size[row])
      )
    }
  }

  # Parameters as options: `--name value`; what has no value is left out.
  option_list <- function(parameters) {
    options <- character()
    for (parameter in parameters) {
      value <- parameter[[2]]
      if (is.null(value) || isFALSE(value)) {
        next
      }
      options <- c(options, paste0("--", parameter[[1]]))
      if (!isTRUE(value)) {
        options <- c(options, vapply(as.list(value), as.character, ""))
      }
    }
    options
  }

  # Does what `Rscript script arguments` does, in this kernel, so that plots
  # show and the names of the script can be looked at afterwards.
  run_script <- function(script, arguments, environment) {
    require_script(script)
    kept <- Sys.getenv(names(environment), unset = NA, names = TRUE)
    if (length(environment) > 0) {
      do.call(Sys.setenv, environment)
    }
    around <- list(
      commandArgs = function(trailingOnly = FALSE) {
        if (trailingOnly) arguments else c("R", "--args", arguments)
      },
      # The end of the script is not the end of the kernel.
      quit = function(save = "no", status = 0, runLast = TRUE) {
        signalCondition(structure(
          class = c("end_of_script", "condition"),
          list(message = "", call = NULL, status = status)
        ))
      }
    )
    around$q <- around$quit
    list2env(around, globalenv())
    on.exit({
      for (name in names(around)) {
        if (identical(globalenv()[[name]], around[[name]])) {
          rm(list = name, envir = globalenv())
        }
      }
      Sys.unsetenv(names(kept)[is.na(kept)])
      if (any(!is.na(kept))) {
        do.call(Sys.setenv, as.list(kept[!is.na(kept)]))
      }
    })
    status <- tryCatch({
      source(inside(script), local = globalenv(), print.eval = TRUE, encoding = "UTF-8")
      0
    }, end_of_script = function(end) end$status)
    if (!identical(as.numeric(status), 0)) {
      give_up(shown(script), " ended with status ", status, ".")
    }
    invisible()
  }

  # Files in this folder that a run has written. Hidden files, notebooks and
  # descriptions of the package are none of its results.
  written_since <- function(started) {
    paths <- list.files(recursive = TRUE)
    paths <- paths[!grepl("(^|/)\\.|\\.ipynb$", paths)]
    paths <- paths[!basename(paths) %in% c("run-crate.json", "ro-crate-metadata.json")]
    begin <- as.POSIXct(started, format = "%Y-%m-%dT%H:%M:%S", tz = "UTC")
    # File systems keep whole seconds at worst.
    paths[file.mtime(inside(paths)) >= begin - 1]
  }

  list_results <- function(started) {
    paths <- written_since(started)
    say(length(paths), " files were written")
    for (path in utils::head(paths, 40)) {
      say("  ", shown(path), "  ", size_text(file.size(inside(path))))
    }
  }

  # A path as the identifier of an entity (RO-Crate 1.1, "Data entities").
  identifier <- function(path) {
    gsub("%2F", "/", utils::URLencode(path, reserved = TRUE), fixed = TRUE)
  }

  describe_file <- function(path) {
    size <- file.size(inside(path))
    entity <- list(
      "@id" = identifier(path),
      "@type" = "File",
      name = basename(path),
      contentSize = format(size, scientific = FALSE)
    )
    # A checksum takes minutes for more than that.
    if (size <= 2e9 && requireNamespace("digest", quietly = TRUE)) {
      entity$sha256 <- digest::digest(file = inside(path), algo = "sha256")
    }
    entity
  }

  describe_tool <- function(tool) {
    if (file.exists(inside(tool$path))) {
      id <- identifier(tool$path)
      type <- list("File", "SoftwareSourceCode")
    } else {
      id <- if (is.null(tool$url)) "#tool" else tool$url
      type <- "SoftwareSourceCode"
    }
    list(
      "@id" = id, "@type" = type, name = tool$name,
      softwareRequirements = list("@id" = "https://www.r-project.org/")
    )
  }

  references <- function(entities) {
    lapply(entities, function(entity) entity["@id"])
  }

  # Writes down what was run with what, and what came of it
  # (Process Run Crate 0.5).
  write_run_crate <- function(tool, inputs, parameters, started, licence) {
    if (!requireNamespace("jsonlite", quietly = TRUE)) {
      give_up("The record needs the R package jsonlite, which is not installed.")
    }
    profile <- "https://w3id.org/ro/wfrun/process/0.5"
    # Unlike a random number, this leaves those of the script as they are.
    run <- paste0("#", basename(tempfile("run-")))
    inputs <- inputs[file.exists(inside(inputs)) & !dir.exists(inside(inputs))]
    objects <- lapply(inputs, describe_file)
    parameters <- Filter(function(one) !is.null(one[[2]]), parameters)
    values <- lapply(seq_along(parameters), function(number) {
      value <- parameters[[number]][[2]]
      list(
        "@id" = paste0(run, "-value-", number),
        "@type" = "PropertyValue",
        name = parameters[[number]][[1]],
        value = if (length(value) == 1 && !is.list(value)) {
          value
        } else {
          as.character(jsonlite::toJSON(value, auto_unbox = TRUE, digits = NA))
        }
      )
    })
    made <- lapply(
      setdiff(written_since(started), c(inputs, tool$path)), describe_file
    )
    instrument <- describe_tool(tool)
    language <- list(
      "@id" = "https://www.r-project.org/",
      "@type" = "SoftwareApplication",
      name = "R",
      url = "https://www.r-project.org/",
      version = as.character(getRversion())
    )
    action <- list(
      "@id" = run,
      "@type" = "CreateAction",
      name = paste("Run of", tool$name),
      description = paste0(tool$name, ", run by a person in a notebook"),
      actionStatus = "http://schema.org/CompletedActionStatus",
      startTime = started,
      endTime = now(),
      instrument = list("@id" = instrument[["@id"]]),
      object = references(c(objects, values)),
      result = references(made)
    )
    entities <- c(list(action, instrument, language), objects, values, made)
    is_file <- vapply(entities, function(one) "File" %in% one[["@type"]], TRUE)
    root <- list(
      "@id" = "./",
      "@type" = "Dataset",
      name = paste("Run of", tool$name),
      description = paste("Record of one run of", tool$name),
      datePublished = action$endTime,
      conformsTo = list("@id" = profile),
      license = if (startsWith(licence, "https://")) list("@id" = licence) else licence,
      hasPart = references(entities[is_file]),
      mentions = list(list("@id" = run))
    )
    descriptor <- list(
      "@id" = "ro-crate-metadata.json",
      "@type" = "CreativeWork",
      about = list("@id" = "./"),
      conformsTo = list("@id" = "https://w3id.org/ro/crate/1.1")
    )
    described <- list(
      "@id" = profile, "@type" = "CreativeWork",
      name = "Process Run Crate", version = "0.5"
    )
    document <- list(
      "@context" = list(
        "https://w3id.org/ro/crate/1.1/context",
        # The term that RO-Crate 1.1 lacks.
        list(sha256 = "https://w3id.org/ro/terms/workflow-run#sha256")
      ),
      "@graph" = c(list(descriptor, root, described), entities)
    )
    text <- jsonlite::toJSON(document, auto_unbox = TRUE, digits = NA, pretty = TRUE)
    writeLines(enc2utf8(text), "run-crate.json", useBytes = TRUE)
    say("The run is recorded in run-crate.json")
  }

  environment()
})
