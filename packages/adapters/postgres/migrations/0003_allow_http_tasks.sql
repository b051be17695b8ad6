-- Tasks that call a URL (docs/http-tasks.md).

alter table fbrain.task drop constraint task_kind_check;
alter table fbrain.task add constraint task_kind_check check (kind in ('module', 'executable', 'http'));
