using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Timeline;

/// <summary>Takes a note back.</summary>
internal static class RemoveNote
{
    public static async Task<Result<bool>> HandleAsync(DbUnit unit, Guid customer, Guid note)
    {
        var removed = 0;
        foreach (var id in await new CustomerAliases().IdsOfAsync(unit, customer))
        {
            removed += await unit.ExecuteAsync(
                "delete from customer_notes where customer_id = @id and note_id = @note", new { id, note });
        }

        return removed > 0 ? true : new Refusal(RefusalKind.Missing, "note.not_found");
    }
}
