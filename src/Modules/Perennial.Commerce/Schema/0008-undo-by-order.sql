-- Whoever is erased is looked for in what imports keep of her orders.
create index import_undo_by_order on import_undo (order_id);
