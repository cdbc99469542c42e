using ActorNet.Data.Mnist;

namespace ActorNet.Cli.Tests.Train;

public sealed class WrongInputTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData(
        "trian", "'trian' is not a command of actornet; allowed are train, coordinator, worker, status, runs, verify, evaluate, predict, export, "
            + "plot, trace, data, certs, lesson, bench; did you mean train?")]
    [InlineData("--foo", "--foo is not an option of actornet; see actornet --help.")]
    [InlineData(
        "trian --workers 2",
        "'trian' is not a command of actornet; allowed are train, coordinator, worker, status, runs, verify, evaluate, predict, export, plot, "
            + "trace, data, certs, lesson, bench; did you mean train?")]
    [InlineData(
        "bench kernel --quick", "'kernel' is not a command of actornet bench; allowed are kernels, step, epoch, scaling; did you mean kernels?")]
    [InlineData("train -- --threads 2", "--threads stands behind '--', where actornet train takes no options; leave out the '--'.")]
    [InlineData("train -- --threads=2", "--threads=2 stands behind '--', where actornet train takes no options; leave out the '--'.")]
    [InlineData("train --workers 2 -- --thread 2", "--thread is not an option of actornet train; did you mean --threads?")]
    [InlineData("train --epoch 5", "--epoch is not an option of actornet train; did you mean --epochs?")]
    [InlineData("train --epochs 5 --bacth=3", "--bacth=3 is not an option of actornet train; did you mean --batch?")]
    [InlineData("train --zzz", "--zzz is not an option of actornet train; see actornet train --help.")]
    [InlineData("train mnist", "actornet train takes no argument 'mnist'; see actornet train --help.")]
    [InlineData("train --thread 2", "--thread is not an option of actornet train; did you mean --threads?")]
    [InlineData("train --activation rleu",
        "--activation is 'rleu'; allowed is sigmoid, tanh, relu, softplus, identity or softmax; did you mean relu?")]
    [InlineData("train --activation swoosh", "--activation is 'swoosh'; allowed is sigmoid, tanh, relu, softplus, identity or softmax.")]
    [InlineData("train --activation 2", "--activation is '2'; allowed is sigmoid, tanh, relu, softplus, identity or softmax.")]
    [InlineData("train --network 784-5-10 --activation heaviside",
        "--activation is heaviside; allowed is sigmoid, tanh, relu or softplus, which have a gradient to train with.")]
    [InlineData("train --cost nnl", "--cost is 'nnl'; allowed is quadratic, cross-entropy or nll; did you mean nll?")]
    [InlineData("train --optimizer adma", "--optimizer is 'adma'; allowed is sgd, momentum, nesterov, adagrad or adam; did you mean adam?")]
    [InlineData("train --init hee", "--init is 'hee'; allowed is normal, scaled-normal, xavier or he; did you mean he?")]
    [InlineData("train --preset nielson", "--preset is 'nielson'; allowed is default, nielsen or table; did you mean nielsen?")]
    [InlineData(
        "train --schedule cosin",
        "--schedule is 'cosin'; allowed is constant, step:EPOCHS:FACTOR (such as step:10:0.5), exponential:FACTOR (such as "
            + "exponential:0.95) or cosine.")]
    [InlineData("train --network 784", "--network is '784'; allowed is a list of at least two widths, such as 784-128-10.")]
    [InlineData(
        "train --schedule step:0:0.5", "--schedule is 'step:0:0.5'; allowed is a whole number from 1 for the epochs, which are '0'.")]
    [InlineData("train --output sigmoid --cost nll",
        "--cost is negative-log-likelihood; allowed is quadratic with --output sigmoid; choose --output softmax, or --cost quadratic.")]
    [InlineData("train --dataset mnist --network 100-10",
        "--network is 100-10; allowed is a network that begins with 784, the features of a sample of data set 'mnist'.")]
    [InlineData(
        "train --network 784-0-10", "--network is '784-0-10'; allowed is a list of widths from 1 to 1,000,000, such as 784-128-10.")]
    [InlineData("train --network 784x10", "--network is '784x10'; allowed is a list of whole numbers joined by '-', such as 784-128-10.")]
    [InlineData("train --network 100-10",
        "--network is 100-10; allowed is a network that begins with 784, the features of a sample of data set 'auto'.")]
    [InlineData("train --dataset digits --network 784-7",
        "--network is 784-7; allowed is a network that ends with 10, the classes of data set 'digits'.")]
    [InlineData("train --network 784-1000000-1000000-10",
        "--network is 784-1000000-1000000-10; allowed is at most 536,870,912 parameters, of which this network has 1,000,796,000,010.")]
    [InlineData("train --batch 0", "--batch is 0; allowed is a whole number from 1 to 2147483647.")]
    [InlineData("train --batch 99999999999", "--batch is 99999999999; allowed is a whole number from 1 to 2147483647.")]
    [InlineData("train --batch -5", "--batch is -5; allowed is a whole number from 1 to 2147483647.")]
    [InlineData("train --batch 1.5", "--batch is 1.5; allowed is a whole number from 1 to 2147483647.")]
    [InlineData("train --batch 1,000", "--batch is '1,000'; allowed is a whole number from 1 to 2147483647.")]
    [InlineData("train --seed", "--seed needs a value: where all random numbers start [1].")]
    [InlineData("train --batch 1 --batch 2", "--batch is given 2 times; give it once.")]
    [InlineData("train --seed=", "--seed needs a value: where all random numbers start [1].")]
    [InlineData("train --out=", "--out needs a value: the run's folder, which must not exist or be empty [runs/RUN-ID].")]
    [InlineData("train --epochs --batch 3", "--epochs is '--batch'; allowed is a whole number from 1 to 1000000.")]
    [InlineData("train --micro-batch 1025", "--micro-batch is 1025; allowed is a whole number from 1 to 1024.")]
    [InlineData("train --batch 4 --micro-batch 5", "--micro-batch is 5; allowed is a whole number from 1 to 4.")]
    [InlineData("train --seed -1", "--seed is -1; allowed is a whole number from 0 to 18446744073709551615.")]
    [InlineData(
        "train --seed 18446744073709551616", "--seed is 18446744073709551616; allowed is a whole number from 0 to 18446744073709551615.")]
    [InlineData("train --learning-rate nan", "--learning-rate is 'nan'; allowed is a finite number above 0.")]
    [InlineData("train --learning-rate 1e400", "--learning-rate is '1e400'; allowed is a finite number above 0.")]
    [InlineData("train --learning-rate 0,5", "--learning-rate is '0,5'; allowed is a finite number above 0.")]
    [InlineData("train --learning-rate 0", "--learning-rate is 0; allowed is a finite number above 0.")]
    [InlineData("train --learning-rate 1e-50", "--learning-rate is 1e-50; allowed is a finite number above 0.")]
    [InlineData("train --momentum 1", "--momentum is 1; allowed is a number from 0 to below 1.")]
    [InlineData("train --l2 -0.1", "--l2 is -0.1; allowed is a finite number from 0.")]
    [InlineData("train --target-accuracy 97", "--target-accuracy is 97; allowed is a number above 0, at most 1.")]
    [InlineData("train --patience 3",
        "--patience is 3; allowed is a number only where there are validation samples to judge an epoch by; set --validation-samples too.")]
    [InlineData("train --output softmax --cost cross-entropy",
        "--cost is cross-entropy; allowed is quadratic with --output softmax; choose --output sigmoid, or --cost quadratic.")]
    [InlineData("train --workers 0", "--workers is 0; allowed is a whole number from 1 to 256.")]
    [InlineData("train --threads 0", "--threads is 0; allowed is a whole number from 1 to 256.")]
    [InlineData("train --threads 257", "--threads is 257; allowed is a whole number from 1 to 256.")]
    [InlineData("train --threads two", "--threads is 'two'; allowed is a whole number from 1 to 256.")]
    [InlineData("train --workers 256 --threads 17",
        "--threads is 17; allowed is a number with which the workers of a process have at most 4,096 compute threads together; 256 "
            + "workers have 4,352.")]
    [InlineData("train --workers 257", "--workers is 257; allowed is a whole number from 1 to 256.")]
    [InlineData("train --keep-checkpoints 0", "--keep-checkpoints is 0; allowed is a whole number from 1 to 1000.")]
    [InlineData("coordinator --keep-checkpoints 1001", "--keep-checkpoints is 1001; allowed is a whole number from 1 to 1000.")]
    [InlineData(
        "train --dataset mnst",
        "--dataset is 'mnst'; allowed is auto, mnist, digits, an existing folder of IDX files or an existing CSV file; did you mean "
            + "mnist?")]
    [InlineData("train --dataset no/such/table.csv",
        "--dataset is 'no/such/table.csv'; allowed is auto, mnist, digits, an existing folder of IDX files or an existing CSV file.")]
    [InlineData(
        "train --target price", "--target is 'price'; allowed is a value only for a CSV file, but --dataset is 'auto'; leave it out.")]
    [InlineData("train --dataset digits --task regression",
        "--task is 'regression'; allowed is a value only for a CSV file, but --dataset is 'digits'; leave it out.")]
    [InlineData("train --dataset digits --validation-samples 60", "--validation-samples is 60; allowed is a whole number from 0 to 59.")]
    [InlineData("train --dataset digits --train-samples 61", "--train-samples is 61; allowed is a whole number from 1 to 60.")]
    [InlineData("train --resume nothing",
        "Run 'nothing' does not exist: neither 'nothing' nor 'runs/nothing' has a run.json; `actornet runs` lists the runs.")]
    [InlineData("runs --jsn", "--jsn is not an option of actornet runs; did you mean --json?")]
    public async Task Wrong_argument_is_one_sentence_and_writes_nothing(string arguments, string sentence)
    {
        var exitCode = await _command.RunAsync(arguments.Split(' '));

        Assert.Equal(sentence + Environment.NewLine, _command.Error);
        Assert.Equal("", _command.Out);
        Assert.Equal(2, exitCode);
        Assert.Null(_command.Trainer.Spec);
        Assert.Empty(Directory.GetFileSystemEntries(_command.Folder));
    }

    [Theory]
    [InlineData("train --epoch 5")]
    [InlineData("train --dataset digits --network 784-7")]
    [InlineData("train --patience 3")]
    public async Task Troubleshooting_in_the_README_quotes_the_sentence(string arguments)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ActorNet.sln")))
            folder = Path.GetDirectoryName(folder)!;

        await _command.RunAsync(arguments.Split(' '));

        var sentence = _command.Error.TrimEnd();
        Assert.Contains($"| `{sentence}` |", await File.ReadAllTextAsync(Path.Combine(folder, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("train --dataset mnist")]
    [InlineData("bench epoch")]
    [InlineData("data verify")]
    public async Task Data_folder_that_does_not_exist_is_the_same_mistake_everywhere(string arguments)
    {
        // A bench measures time, which must pass.
        _command.Context = _command.Context with { Time = TimeProvider.System };
        var missing = Path.Combine(_command.Folder, "no/such");
        var sentence =
            $" is '{missing}'; allowed is an existing folder; give one, or let `actornet data fetch` make it.{Environment.NewLine}";

        Assert.Equal(2, await _command.RunAsync([.. arguments.Split(' '), "--data", "no/such"]));
        Assert.Equal("--data" + sentence, _command.Error);

        _command.Context = _command.Context with { Folders = folder => new DataFolders(folder, missing, "cache") };
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Equal("ACTORNET_DATA" + sentence, _command.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_command.Folder));
    }

    [Fact]
    public async Task Data_folder_that_is_not_looked_into_need_not_exist()
    {
        _command.Context =
            _command.Context with { Folders = folder => new DataFolders(folder, Path.Combine(_command.Folder, "none"), "cache") };

        Assert.Equal(0, await _command.RunAsync("train", "--dataset", "digits", "--epochs", "1"));
        Assert.Equal(0, await _command.RunAsync("train", "--data", ".", "--epochs", "1"));
    }

    [Theory]
    [InlineData(
        "--target-accuracy 0.9",
        "--target-accuracy is 0.9; allowed is a number only for data with classes, but data set 'houses.csv' has real targets; leave it "
            + "out.")]
    [InlineData("--output softmax --cost nll",
        "Data set 'houses.csv' has real targets; choose --cost quadratic and a matching --output such as identity.")]
    public async Task Option_that_does_not_suit_a_table_is_named(string options, string sentence)
    {
        _command.Write("houses.csv");

        Assert.Equal(2, await _command.RunAsync(["train", "--dataset", "houses.csv", .. options.Split(' ')]));

        Assert.Equal(sentence + Environment.NewLine, _command.Error);
    }

    [Fact]
    public async Task Out_below_a_file_is_rejected_before_the_data_are_loaded()
    {
        var file = _command.Write("file");
        _command.Context = _command.Context with { Load = (_, _, _) => throw new InvalidOperationException("The data were loaded.") };

        Assert.Equal(2, await _command.RunAsync("train", "--out", "file/run"));

        Assert.Equal(
            $"Run folder '{file}/run' cannot be created: '{file}' is a file, not a folder; give another path.{Environment.NewLine}",
            _command.Error);
        Assert.Equal([file], Directory.GetFileSystemEntries(_command.Folder));
    }

    [Fact]
    public async Task Out_that_holds_a_run_is_rejected()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--out", "mine", "--quiet"));
        var before = Directory.GetFiles(_command.Folder, "*", SearchOption.AllDirectories);

        Assert.Equal(2, await _command.RunAsync("train", "--out", "mine"));

        Assert.Equal(
            $"Run folder '{_command.Folder}/mine' is not empty; give one that does not exist yet, or --resume its "
                + $"run.{Environment.NewLine}",
            _command.Error);
        Assert.Equal(before, Directory.GetFiles(_command.Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Numbers_are_read_the_same_in_every_country()
    {
        // Globalization is invariant in this program; a thread that is not must make no difference either.
        var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        System.Globalization.CultureInfo.CurrentCulture = culture;

        Assert.Equal(0, await _command.RunAsync("train", "--learning-rate", "0.25", "--epochs", "2"));

        Assert.Equal(0.25f, _command.Trainer.Spec!.Optimizer.LearningRate);
        Assert.Contains("learning rate 0.25", _command.Out, StringComparison.Ordinal);
    }
}
