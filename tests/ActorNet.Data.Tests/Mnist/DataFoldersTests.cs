using ActorNet.Data.Mnist;
using ActorNet.Learning;

namespace ActorNet.Data.Tests.Mnist;

public sealed class DataFoldersTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "root"));

    [Fact]
    public void The_explicit_folder_comes_before_the_environments_and_that_before_the_cache()
    {
        var folders = From("given", ("ACTORNET_DATA", Path.Combine(Root, "env")));
        Assert.Equal([Path.GetFullPath("given"), Path.Combine(Root, "env"), Path.Combine(Root, "cache", "actornet")], folders.SearchOrder);
        Assert.Equal(Path.GetFullPath("given"), folders.DownloadFolder);
    }

    [Fact]
    public void Without_any_of_them_there_is_the_cache()
    {
        var folders = From(null, ("ACTORNET_DATA", ""));
        Assert.Equal([Path.Combine(Root, "cache", "actornet")], folders.SearchOrder);
        Assert.False(folders.Offline);
    }

    [Fact]
    public void XDG_CACHE_HOME_moves_the_cache_unless_it_is_relative()
    {
        Assert.Equal(Path.Combine(Root, "xdg", "actornet"), From(null, ("XDG_CACHE_HOME", Path.Combine(Root, "xdg"))).Cache);
        Assert.Equal(Path.Combine(Root, "cache", "actornet"), From(null, ("XDG_CACHE_HOME", "xdg")).Cache);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void ACTORNET_OFFLINE_is_a_switch(string value, bool expected) =>
        Assert.Equal(expected, From(null, ("ACTORNET_OFFLINE", value)).Offline);

    [Fact]
    public void Another_value_of_ACTORNET_OFFLINE_is_an_error() =>
        Assert.Equal(
            "ACTORNET_OFFLINE is 'maybe'; allowed is 1 (no downloads) or 0.",
            Assert.Throws<InvalidInputException>(() => From(null, ("ACTORNET_OFFLINE", "maybe"))).Message);

    private static DataFolders From(string? explicitFolder, (string Name, string Value) variable) =>
        DataFolders.From(explicitFolder, name => name == variable.Name ? variable.Value : null, Path.Combine(Root, "cache"));
}
