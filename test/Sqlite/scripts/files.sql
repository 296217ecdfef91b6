.bail off
pragma page_size=1024;
create table big(k integer primary key, v blob);
with recursive n(x) as (select 1 union all select x+1 from n where x<120)
  insert into big select x, zeroblob(x*11) from n;
pragma cache_size=10;
pragma cache_spill=1;
begin;
update big set v = zeroblob(900);
rollback;
select count(*), sum(length(v)) from big;
delete from big where k % 2;
pragma auto_vacuum=full;
vacuum;
pragma page_count;
pragma journal_mode=persist;
insert into big values(500, 'persist');
pragma journal_mode=truncate;
insert into big values(501, 'truncate');
pragma journal_mode=memory;
insert into big values(502, 'memory');
pragma journal_mode=wal;
insert into big values(503, 'wal');
begin; update big set v = 'x'; rollback;
pragma wal_checkpoint(truncate);
pragma journal_mode=delete;
pragma locking_mode=exclusive;
insert into big values(504, 'exclusive');
pragma locking_mode=normal;
select count(*) from big;
pragma mmap_size=1000000;
select count(*), total(length(v)) from big;
pragma synchronous=off;
pragma user_version=7;
pragma user_version;
pragma data_version;
attach 'other.db' as other;
create table other.o(x);
begin;
insert into other.o values(1);
insert into big values(505, 'both files');
commit;
select * from other.o;
detach other;
pragma temp_store=memory;
create temp table tt as select k from big;
select count(*) from tt;
.backup copy.db
.open copy.db
select count(*) from big;
pragma integrity_check;
.restore other.db
select * from o;
pragma max_page_count=20;
insert into o values(zeroblob(100000));
pragma secure_delete=on;
delete from o;
pragma incremental_vacuum;
pragma optimize;
.timeout 5
.open :memory:
create table m(x);
insert into m values(1);
vacuum into 'into.db';
attach 'into.db' as i;
select * from i.m;
