-- The same version can be published under several accounts; an approval is of the one that it names.
alter table approvals drop constraint approvals_pkey, add primary key (dataset_id, algorithm_id, metadata_digest);
drop index approval_requests_open;
create unique index approval_requests_open on approval_requests (requester, dataset_id, algorithm_id, metadata_digest)
  where state = 'open';
