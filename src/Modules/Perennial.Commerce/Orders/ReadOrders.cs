using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Api;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Orders;

/// <summary>Shows an order by its id, or by its source and number. One of a store that the key is not for is not there.</summary>
internal static class ReadOrders
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/orders/{id}", Scopes.OrdersRead, call => ShowAsync(call, unit => PlaceOfAsync(unit, call.Route("id"))))
            .Produces<OrderView>().WithName("getOrder");
        routes.MapRead("/v1/orders", Scopes.OrdersRead, ByNumberAsync).Produces<OrderView>().WithName("findOrder").TakesQuery("source", "number");
    }

    public static Refusal NotFound { get; } = new(RefusalKind.Missing, "orders.not_found");

    private static async Task<Result<Answer>> ByNumberAsync(ApiCall call)
    {
        if (call.Query("number") is not { Length: > 0 } number)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("number", "value.missing")] };
        }

        var key = OrderDraft.KeyOf(call.Query("source") ?? "api", number);
        return await ShowAsync(call, unit => unit.FindAsync<PlaceRow>(ByKeySql, new { key }));
    }

    private static Task<PlaceRow?> PlaceOfAsync(DbUnit unit, string text) => PublicId.TryRead("ord", text, out var id)
        ? unit.FindAsync<PlaceRow>(ByIdSql, new { id })
        : Task.FromResult<PlaceRow?>(null);

    private static async Task<Result<Answer>> ShowAsync(ApiCall call, Func<DbUnit, Task<PlaceRow?>> find)
    {
        var found = await call.Db.ReadAsync(async unit =>
        {
            if (await find(unit) is not { } place ||
                await KeptOrder.ReadAsync(unit, [new OrderPlace(place.CustomerId, place.OrderId)]) is not [var order])
            {
                return null;
            }

            var survivors = await call.Get<ICustomerAliases>().SurvivorsAsync(unit, [order.Row.CustomerId]);
            return OrderView.Of(order, survivors[order.Row.CustomerId], Micros.Of(call.Now));
        }, call.Cancellation);
        return found is null || !call.Caller.MayUse(found.Order.Store)
            ? NotFound
            : Answer.Of(found, CommerceJson.Api.OrderView) with { ETag = found.Order.Version.ToString(CultureInfo.InvariantCulture) };
    }

    private sealed class PlaceRow
    {
        public Guid CustomerId { get; set; }

        public Guid OrderId { get; set; }
    }

    private const string ByIdSql = "select customer_id as CustomerId, order_id as OrderId from order_keys where order_id = @id";

    private const string ByKeySql = "select customer_id as CustomerId, order_id as OrderId from order_keys where order_key = @key";
}
