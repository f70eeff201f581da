module napguide

go 1.26
