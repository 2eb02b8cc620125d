{{ config(materialized='table') }}
select c.id as customer_id, c.name, sum(o.amount) as revenue, count(*) as orders
from {{ ref('stg_orders') }} o
join {{ source('raw', 'raw_customers') }} c on c.id = o.customer_id
where o.status <> 'returned'
group by c.id, c.name
